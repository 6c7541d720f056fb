"""Chromium, driven as a person would, with what it complained of and what axe-core finds."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.request import Request, urlopen

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

SERIOUS = {"serious", "critical"}


@contextmanager
def chromium(width: int = 1200, height: int = 900) -> Iterator[webdriver.Chrome]:
    """A browser without a window; a machine without Chromium skips the test."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("Chromium and its driver are not here: install the packages chromium and chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--window-size={width},{height}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(driver))
    browser.set_page_load_timeout(120)
    browser.set_script_timeout(120)
    try:
        yield browser
    finally:
        browser.quit()


def log_in(browser: webdriver.Chrome, address: str, user: str) -> None:
    """Give the browser what Airflow's login gives it."""
    body = json.dumps({"username": user, "password": user}).encode()
    request = Request(f"{address}/auth/token", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=60) as answer:
        found = json.load(answer)["access_token"]
    browser.get(f"{address}/api/v2/version")
    browser.add_cookie({"name": "_token", "value": found, "path": "/"})


def complaints(browser: webdriver.Chrome) -> list[str]:
    """What the browser wrote to its console since it was last asked."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] != "INFO"]


def violations(browser: webdriver.Chrome) -> list[str]:
    """What axe-core finds wrong on the page, of the levels serious and critical."""
    # in a world of its own, where the page's Content-Security-Policy does not forbid it
    browser.execute_script(_axe())
    found: Any = browser.execute_async_script("axe.run(document).then(arguments[arguments.length - 1])")
    return [
        f"{violation['id']}: {node['html']} {node['failureSummary']}"
        for violation in found["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


@cache
def _axe() -> str:
    return (files("axe_selenium_python") / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
