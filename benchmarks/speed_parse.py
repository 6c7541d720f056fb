"""Items a second from archived feeds into the database, without extraction, against feedparser alone on the same bytes.

    python -m benchmarks.speed_parse [FOLDER] [ROUNDS]

FOLDER has recorded feeds (`*.xml`); without one, feeds are made up. Each round has feedparser read every feed, then the
stage `parse` all of them as new documents into a new SQLite database: in one process and one run, by the time of the
processor. Prints the median ratio over the rounds, and both rates.
"""

import io
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from pipeline.settings import Settings
from pipeline.sources.catalogue import Catalogue, Outlet, Source
from pipeline.stages import run as stages
from pipeline.stages.parse import parse
from pipeline.store import documents, schema, sources
from pipeline.store.engine import open_engine, reading, writing

FEEDS, ITEMS = 40, 25
WORDS = (
    "the ferry between the harbour and the island ran again on monday after the storm had kept it in for three days a "
    "spokeswoman of the company said while the council asked for another boat and drivers of lorries waited at the pier"
).split()


def made_up(number: int) -> bytes:
    """A feed of ordinary size: headlines, links, dates, authors, categories, and summaries of sixty words in HTML."""
    items = "".join(
        f"<item><title>Ferry {number}.{place} sails</title><link>https://post{number}.example/{place}</link>"
        f"<guid isPermaLink='false'>{number}-{place}</guid>"
        f"<pubDate>Mon, 02 Mar 2026 {place % 24:02}:15:00 +0000</pubDate>"
        "<dc:creator>Ada Example</dc:creator><category>Ferries</category><category>Harbour</category>"
        f"<description>&lt;p&gt;{sixty_words(place)}&lt;/p&gt;</description></item>"
        for place in range(ITEMS)
    )
    return (
        "<?xml version='1.0'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
        f"<title>Post {number}</title><link>https://post{number}.example/</link>{items}</channel></rss>"
    ).encode()


def sixty_words(first: int) -> str:
    """A text that begins at one of the words."""
    return " ".join(WORDS[(first + step) % len(WORDS)] for step in range(60))


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else None
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    feeds = [path.read_bytes() for path in sorted(folder.glob("*.xml"))] if folder else list(map(made_up, range(FEEDS)))
    ratios, plain, ours = [], [], []
    for _ in range(rounds + 1):
        items, seconds = plain_reading(feeds)
        stored, stage_seconds = into_the_database(feeds)
        assert stored >= items, (stored, items)
        plain.append(items / seconds)
        ours.append(stored / stage_seconds)
        ratios.append(ours[-1] / plain[-1])
    ratios, plain, ours = ratios[1:], plain[1:], ours[1:]  # the first warms up
    print(f"{len(feeds)} feeds, {items} items, {sum(map(len, feeds)) / 1024:.0f} KiB, {rounds} rounds")
    print(f"feedparser alone {median(plain):.0f} items/s, parse and upsert {median(ours):.0f} items/s")
    print(f"ratio {median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f})")


def plain_reading(feeds: list[bytes]) -> tuple[int, float]:
    """Items and seconds of feedparser alone, as it comes."""
    import feedparser

    began = time.process_time()
    items = sum(len(feedparser.parse(io.BytesIO(feed)).entries) for feed in feeds)
    return items, time.process_time() - began


def into_the_database(feeds: list[bytes]) -> tuple[int, float]:
    """Items and seconds of the stage: archive to rows. What was fetched is noted before and does not count."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        engine = open_engine(settings.database)
        schema.upgrade(engine)
        room = stages.Newsroom.open(settings)
        listed = tuple(
            Source(id=f"f{place}", outlet="post", kind="feed", url=f"https://post{place}.example/feed")
            for place in range(len(feeds))
        )
        room.catalogue = Catalogue(outlets=(Outlet(id="post", name="The Post"),), sources=listed)
        stages.plan(room, stages.Window(), now=now)
        with reading(engine) as connection:
            ids = {row.slug: row.id for row in sources.named_sources(connection, [source.id for source in listed])}
        with writing(engine) as connection:
            for source, feed in zip(listed, feeds, strict=True):
                raw = documents.save_raw_document(connection, room.archive.put(feed), len(feed), now=now)
                fields = {"source_id": ids[source.id], "url": source.url, "outcome": "document", "raw_document_id": raw}
                documents.save_fetch(connection, **fields, started_at=now, finished_at=now)
        began = time.process_time()
        report = parse(room, stages.Window(), run=stages.RunId("benchmark", "parse"), now=now)
        seconds = time.process_time() - began
        engine.dispose()
        room.engine.dispose()
    return report.counts["new"] + report.counts["updated"] + report.counts["quarantined"], seconds


if __name__ == "__main__":
    main()
