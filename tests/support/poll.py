"""One worker that polls feeds and ends, as a process of its own:  python -m tests.support.poll URL HOME FEED...

It tells on its standard output what the stage counted.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from pipeline.settings import Settings
from pipeline.stages import run as stages


def main(url: str, home: str, feeds: list[str]) -> None:
    """Poll the named feeds."""
    settings = Settings(home=Path(home), database_url=url, allow_networks=["127.0.0.0/8"])
    room = stages.Newsroom.open(settings)
    report = stages.fetch(room, feeds, run=stages.RunId("test", feeds[0]), now=datetime.now(UTC))
    print(json.dumps(report.counts))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
