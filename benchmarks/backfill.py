"""A backfill by Airflow of many intervals over what is archived: its time, and whether the rows come out the same.

    python -m benchmarks.backfill [--intervals 96] [--stories 5000] [--at-once 1]

Made-up stories arrive over the intervals in live runs (the stages, without Airflow). Then all that came of them is
deleted, the archive and the notes of the fetches stay, and the backfill has to bring it back, equal by natural keys.
Both databases are PostgreSQL, on a server of its own. With more than one run at once the stories are filed in another
order, in which a close call between two clusters may go the other way.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from pipeline.archive import open_archive
from pipeline.settings import Settings
from pipeline.sources.catalogue import read_catalogue
from pipeline.stages import run as stages
from pipeline.store import schema
from pipeline.store.engine import open_engine, writing
from pipeline.store.tables import Base
from tests.e2e.catalogue import files_catalogue
from tests.support.airflow import running_airflow
from tests.support.databases import fresh_database
from tests.support.dump import dump
from tests.support.postgres import postgres_server

STEP = timedelta(minutes=15)
KEPT = {"outlet", "source", "feed_state", "source_health", "host_state", "fetch", "raw_document", "stage_run"}
PEOPLE = ("Ines Calder", "Tom Okoro", "Marit Solvang", "Ada Finch", "Ben Oak", "Ruth Amsel", "Piet Vos", "Lena Brandt")
PLACES = ("Marle", "Aldersey", "Lindholm", "Corran", "Tamsin", "Oslo", "Bergen", "Halifax", "Leeds", "Porto")
MATTERS = (
    "the harbour wall",
    "the night ferry",
    "the water tariff",
    "the footbridge",
    "the school roof",
    "the library",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("--intervals", 96), ("--stories", 5000), ("--at-once", 1)):
        parser.add_argument(name, type=int, default=default)
    wanted = parser.parse_args()
    now = datetime.now(UTC)
    start = now.replace(minute=0, second=0, microsecond=0) - STEP * (wanted.intervals + 8)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgres_server())
        database, metadata = (stack.enter_context(fresh_database(server)) for _ in range(2))
        (folder / "stories").mkdir()
        (folder / "sources.toml").write_text(files_catalogue(folder / "stories"), encoding="utf-8")
        settings = Settings(home=folder / "home", sources=folder / "sources.toml", database_url=database)
        engine = open_engine(settings.database)
        schema.upgrade(engine)
        began = time.perf_counter()
        _live(stages.Newsroom(settings, engine, open_archive(settings.archive_location)), folder, start, wanted)
        print(f"live: {wanted.stories} stories in {time.perf_counter() - began:.0f} s, stages alone", flush=True)
        before = dump(engine)
        _forget(engine)
        assert not dump(engine)["version"]

        variables = {"NEWSWIRE_SOURCES": str(settings.sources), "NEWSWIRE_DATABASE_URL": database}
        with running_airflow(settings.home, variables, metadata) as airflow:
            began = time.perf_counter()
            last = start + STEP * (wanted.intervals - 1)
            runs = airflow.backfill("wire_ingest", start, last, at_once=wanted.at_once, seconds=4 * 3600)
            took = time.perf_counter() - began
        states = {run["state"] for run in runs}
        print(f"backfill: {wanted.intervals} intervals in {took:.0f} s, {took / wanted.intervals:.1f} s each, {states}")
        after = dump(engine)
        engine.dispose()
    for table, rows in before.items():
        print(f"{table:12} {len(rows):7} rows, {'equal' if after[table] == rows else 'DIFFERENT'}")
    raise SystemExit(0 if after == before and states == {"success"} else 1)


def _live(room: stages.Newsroom, folder: Path, start: datetime, wanted: argparse.Namespace) -> None:
    stories = _stories(random.Random(7))
    catalogue = read_catalogue(room.settings.sources)
    for number in range(wanted.intervals):
        share = range(wanted.stories * number // wanted.intervals, wanted.stories * (number + 1) // wanted.intervals)
        paths = [folder / "stories" / f"{place:05}.txt" for place in share]
        for path in paths:
            path.write_text(next(stories), encoding="utf-8")
        moment = start + STEP * number + timedelta(minutes=5)
        run = stages.RunId("benchmark", f"live {number}")
        for _ in stages.ingest(
            room, catalogue, run=run, files={"harbour-desk": paths}, clock=lambda moment=moment: moment
        ):
            pass


def _stories(chance: random.Random) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        who, other = chance.sample(PEOPLE, 2)
        place, what = chance.choice(PLACES), chance.choice(MATTERS)
        amount = chance.randint(100, 99999)
        yield (
            f"{place} argues over {what}, case {number}\n\n"
            f"The council in {place} put off its vote on {what} for the {amount}th hour on Tuesday.\n\n"
            f'"Nobody asked who pays the {amount} crowns," said {who}, a member since {1960 + amount % 60}.\n\n'
            f"{other} said that case {number} would come back in {1 + amount % 50} weeks.\n"
        )


def _forget(engine: Engine) -> None:
    """Delete what was made of the documents, and leave them marked as parsed, as in any archive."""
    with writing(engine) as connection:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in KEPT:
                connection.execute(table.delete())


if __name__ == "__main__":
    main()
