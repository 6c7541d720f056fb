"""The operators' page in a real Chromium, served by Airflow's own API server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from pipeline.store.engine import reading
from pipeline.store.tables import ActionLog
from tests.support.api_server import running_api_server
from tests.support.browser import chromium, complaints, log_in, violations
from tests.support.wire_office import furnish

PATIENCE = 120
PHONE = 390


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("page") / "home"
    home.mkdir()
    found = furnish(home)
    yield found
    found.engine.dispose()


@pytest.fixture(scope="module")
def address(room) -> Iterator[str]:
    with running_api_server(Path(room.settings.home)) as address:
        yield address


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[webdriver.Chrome]:
    with chromium() as browser:
        log_in(browser, address, "otto")
        complaints(browser)
        yield browser


@pytest.fixture
def pages(browser: webdriver.Chrome, address: str) -> list[str]:
    """The address of every kind of page."""
    at = f"{address}/newswire"

    def first(listing: str, words: str) -> str:
        browser.get(at + listing)
        return browser.find_element(By.PARTIAL_LINK_TEXT, words).get_attribute("href")

    story, corrected = first("/stories", "UPDATE 1-Battery"), first("/stories", "CORRECTED-Maravia")
    complaints(browser)
    return [
        *(at + path for path in ("/", "/sources", "/sources/halyard-wire", "/stories", "/quarantine", "/runs")),
        story,
        first("/stories", "hostile"),
        f"{corrected}/changes/2",
        first("/quarantine", "half.rss"),
        first("/runs", "wire_ingest"),
        at + "/nothing",
    ]


def wait(browser: webdriver.Chrome, condition, what: str):
    return WebDriverWait(browser, PATIENCE).until(lambda _: condition(), what)


def test_every_page_is_accessible_quiet_and_fits_a_phone_in_light_and_dark(browser, pages):
    for scheme in ("light", "dark"):
        media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        for page in pages:
            browser.get(page)
            assert (page, violations(browser)) == (page, [])
            loud = [line for line in complaints(browser) if "/nothing" not in line]
            assert (page, loud) == (page, [])
    metrics = {"width": PHONE, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    for page in pages:
        browser.get(page)
        assert (page, browser.execute_script("return document.scrollingElement.scrollWidth")) == (page, PHONE)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_what_came_over_the_wire_is_text(browser, pages):
    story = next(page for page in pages if "/stories/" in page and is_hostile(browser, page))
    listings = [page for page in pages if re.search(r"/(stories|sources|quarantine|runs|)$", page)]
    source = story.split("/stories")[0] + "/sources/hostile-files"
    for page in (story, *listings, source, next(page for page in pages if "/quarantine/" in page)):
        browser.get(page)
        for link in browser.find_elements(By.CSS_SELECTOR, "main a"):
            assert re.match(r"https?://", link.get_attribute("href")), link.get_attribute("outerHTML")
        assert browser.execute_script("return window.pwned") is None
        made = "main :is(script, img, iframe, style, object, b, i, [onclick], [onerror], [onload])"
        assert browser.find_elements(By.CSS_SELECTOR, made) == []
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x07\x1b\x9b]", browser.find_element(By.TAG_NAME, "main").text)
        assert complaints(browser) == []
    browser.get(story)
    words = browser.find_element(By.TAG_NAME, "main").text
    assert "<script>window.pwned = 1</script>" in words
    assert "{{ 7 * 7 }}" in words
    assert "javascript:window.pwned=1" in words


def is_hostile(browser: webdriver.Chrome, page: str) -> bool:
    browser.get(page)
    return "hostile" in browser.title


def test_times_are_the_readers_with_utc_at_hand(browser, pages):
    browser.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Tokyo"})
    browser.get(next(page for page in pages if "/stories/" in page))
    shown = browser.find_element(By.CSS_SELECTOR, "time[title='2026-03-24 06:10 UTC']")
    assert "15:10" in shown.text
    browser.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": ""})


def test_an_operator_acts_by_keyboard_alone(browser, address, room):
    browser.get(f"{address}/newswire/sources/ledger-rss")
    keys = webdriver.ActionChains(browser)
    keys.send_keys(Keys.TAB).perform()
    assert browser.switch_to.active_element.text == "To the content"
    webdriver.ActionChains(browser).send_keys(Keys.ENTER).perform()
    for _ in range(20):
        webdriver.ActionChains(browser).send_keys(Keys.TAB).perform()
        if browser.switch_to.active_element.get_attribute("name") == "reason":
            break
    outline = browser.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    webdriver.ActionChains(browser).send_keys("by keyboard", Keys.TAB, Keys.ENTER).perform()
    wait(browser, lambda: "The source is held" in browser.page_source, "the hold")
    webdriver.ActionChains(browser)
    browser.find_element(By.XPATH, "//button[text()='Release']").send_keys(Keys.ENTER)
    wait(browser, lambda: "The source is released" in browser.page_source, "the release")
    with reading(room.engine) as connection:
        done = connection.execute(ActionLog.__table__.select().order_by(ActionLog.id)).all()
    assert [(row.who, row.action, row.reason) for row in done] == [
        ("otto", "hold", "by keyboard"),
        ("otto", "release", ""),
    ]


def test_from_the_page_to_airflows_run_and_back_inside_the_frame(browser, address):
    browser.get(f"{address}/newswire/sources/halyard-wire")
    browser.find_element(By.XPATH, "//button[text()='Check now']").click()
    wait(browser, lambda: "The source is due." in browser.page_source, "the run")

    browser.get(f"{address}/plugin/newswire")
    in_frame(browser, "//a[text()='Runs']").click()
    in_frame(browser, "//tr[contains(., 'queued')]//a[text()='wire_ingest']").click()
    in_frame(browser, "//a[contains(., 'Its tasks and logs')]").click()
    browser.switch_to.default_content()
    wait(browser, lambda: "/dags/wire_ingest/runs/" in browser.current_url, "Airflow's page of the run")

    tab = (By.CSS_SELECTOR, "a[href*='newswire-run']")
    wait(browser, lambda: browser.find_elements(*tab), "the run's tab")
    browser.find_element(*tab).click()
    assert in_frame(browser, "//*[contains(., 'This run has noted nothing')]")
    browser.switch_to.default_content()


def test_a_deep_link_into_the_frame_opens_what_it_names(browser, address):
    browser.get(f"{address}/plugin/newswire/newswire/sources/halyard-wire")
    assert in_frame(browser, "//dd[text()='Halyard News Agency']")
    browser.switch_to.default_content()


def in_frame(browser: webdriver.Chrome, place: str):
    """What stands at an XPath of the page in Airflow's frame, which Airflow may still lay anew."""

    def found():
        browser.switch_to.default_content()
        frames = browser.find_elements(By.CSS_SELECTOR, "iframe[title=Newswire]")
        if not frames:
            return None
        browser.switch_to.frame(frames[0])
        return next(iter(browser.find_elements(By.XPATH, place)), None)

    patience = WebDriverWait(browser, PATIENCE, ignored_exceptions=[WebDriverException])
    return patience.until(lambda _: found(), f"no {place} in the frame")
