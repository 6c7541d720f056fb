"""Documents a second of each format's reader, and what a page costs beside trafilatura alone.

    python -m benchmarks.speed_formats [PAGES_FOLDER] [--seconds S]

Reads the samples again and again for S seconds of this process's own computing each. With a folder of HTML pages it
reads each page both ways, one after the other, and prints the ratio of the sums; trafilatura with the metadata that it
finds, and without comments, as `newswire page` uses it.
"""

import argparse
import time
from pathlib import Path

from benchmarks.samples import samples
from pipeline import formats
from pipeline.errors import RejectedInput


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, nargs="?")
    parser.add_argument("--seconds", type=float, default=1.0)
    arguments = parser.parse_args()
    for name, data in samples():
        print(f"{name:10} {speed(name, data, arguments.seconds):8.0f} documents/s")
    if arguments.pages is not None:
        ours, plain, pages = beside_trafilatura(arguments.pages)
        milliseconds, beside = 1000 * ours / pages, 1000 * plain / pages
        print(f"html pages {milliseconds:.1f} ms a page, trafilatura {beside:.1f} ms: {ours / plain:.2f} times")


def speed(name: str, data: bytes, seconds: float) -> float:
    """How often one document can be read in a second of computing."""
    formats.parse(data, name=name)
    done, started = 0, time.process_time()
    while (spent := time.process_time() - started) < seconds:
        for _ in range(10):
            formats.parse(data, name=name)
        done += 10
    return done / spent


def beside_trafilatura(folder: Path) -> tuple[float, float, int]:
    """Seconds of computing for all pages by us and by trafilatura alone, and how many pages there are."""
    from trafilatura import bare_extraction

    ours = plain = 0.0
    paths = sorted(folder.glob("*.html"))
    for number, path in enumerate([*paths[:3], *paths]):
        data, started = path.read_bytes(), time.process_time()
        try:
            formats.parse_page(data, name=path.name, url="https://news.example/")
        except RejectedInput as error:
            print(error)
        between = time.process_time()
        bare_extraction(data, url="https://news.example/", include_comments=False, with_metadata=True)
        if number >= 3:  # the first ones fill caches
            ours, plain = ours + between - started, plain + time.process_time() - between
    return ours, plain, len(paths)


if __name__ == "__main__":
    main()
