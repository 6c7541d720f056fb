"""Milliseconds to the first paint of the operators' page on the bundled stories: `python -m benchmarks.first_paint`.

Five visits of the overview in a real Chromium; the aim is less than 1,000.
"""

import tempfile
from pathlib import Path

from selenium.webdriver.support.ui import WebDriverWait

from tests.support.api_server import running_api_server
from tests.support.browser import chromium, log_in
from tests.support.wire_office import furnish

VISITS = 5
PATIENCE = 60
PAINT = "return performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)[0]"


def main() -> None:
    """Print the visits' times, fastest first."""
    with tempfile.TemporaryDirectory() as folder:
        room = furnish(Path(folder))
        with running_api_server(Path(folder)) as address, chromium() as browser:
            log_in(browser, address, "otto")
            paints = []
            for _ in range(VISITS):
                browser.get(f"{address}/newswire/")
                paints.append(WebDriverWait(browser, PATIENCE).until(lambda page: page.execute_script(PAINT)))
        room.engine.dispose()
    print("first paint, ms:", *sorted(map(round, paints)))


if __name__ == "__main__":
    main()
