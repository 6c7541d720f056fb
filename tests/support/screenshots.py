"""Pictures of the operators' page with the bundled stories:  python -m tests.support.screenshots FOLDER"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from selenium.webdriver.common.by import By

from tests.support.api_server import running_api_server
from tests.support.browser import chromium, log_in
from tests.support.wire_office import SEEDS

PATHS = {"overview": "/", "sources": "/sources", "source": "/sources/halyard-wire", "stories": "/stories"}
PATHS |= {"quarantine": "/quarantine", "runs": "/runs"}


def main(folder: Path) -> None:
    """Write the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="newswire-") as place:
        home, seeds = Path(place) / "home", Path(place) / "seeds"
        shutil.copytree(SEEDS, seeds)
        settings = {"NEWSWIRE_HOME": str(home), "NEWSWIRE_SOURCES": str(seeds / "sources.toml")}
        demo = [sys.executable, "-m", "pipeline.orchestration.demo"]
        subprocess.run(demo, env=os.environ | settings, check=True)
        with running_api_server(home) as address, chromium(1100, 820) as browser:
            log_in(browser, address, "otto")

            def take(name: str, path: str) -> None:
                browser.get(f"{address}/newswire{path}")
                browser.save_screenshot(str(folder / f"page-{name}.png"))

            for name, path in PATHS.items():
                take(name, path)
            browser.get(f"{address}/newswire/stories?words=UPDATE+1")
            story = browser.find_element(By.PARTIAL_LINK_TEXT, "UPDATE 1-").get_attribute("href")
            take("story", story.removeprefix(f"{address}/newswire"))
            take("changes", story.removeprefix(f"{address}/newswire") + "/changes/2")
            media = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
            browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
            phone = {"width": 390, "height": 780, "deviceScaleFactor": 1, "mobile": True}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
            take("phone", story.removeprefix(f"{address}/newswire"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
