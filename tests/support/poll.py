"""One worker that polls feeds and ends, as a process of its own:  python -m tests.support.poll URL HOME FEED...

It tells on its standard output what the stage counted, and by how many MiB its memory grew (`grown`). An error of ours
it tells on its standard error, and ends with the code 3.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import NewswireError
from pipeline.settings import Settings
from pipeline.stages import run as stages


def main(url: str, home: str, feeds: list[str]) -> None:
    """Poll the named feeds."""
    settings = Settings(home=Path(home), database_url=url, allow_networks=["127.0.0.0/8"], failure_ratio=1)
    room = stages.Newsroom.open(settings)
    before = memory("VmRSS")
    try:
        report = stages.fetch(room, feeds, run=stages.RunId("test", feeds[0]), now=datetime.now(UTC))
    except NewswireError as error:
        print(error, file=sys.stderr)
        sys.exit(3)
    print(json.dumps({**report.counts, "grown": memory("VmHWM") - before}))


def memory(name: str) -> int:
    """What Linux says of this process's memory: `VmRSS` is now, `VmHWM` the most that it has had; in MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) // 1024


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
