"""Documents a second of `newswire ingest`, extraction included, against plain `nlp.pipe` of the same texts.

    python -m benchmarks.speed_ingest TEXTS.jsonl [NUMBER]

Both in one process and one run, on a new SQLite database; the model's start-up is not counted. Prints the ratio and the
peak memory.
"""

import json
import resource
import sys
import tempfile
import time
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

from pipeline.archive import open_archive
from pipeline.settings import Settings
from pipeline.stages import adhoc
from pipeline.stages import run as stages
from pipeline.store import schema
from pipeline.store.engine import open_engine


def main() -> None:
    """Measure and print."""
    source, number = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 500
    texts = [json.loads(line)["text"] for line in source.read_text(encoding="utf-8").splitlines()[:number]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "stories").mkdir()
        for place, text in enumerate(texts):
            (folder / "stories" / f"{place:05}.txt").write_text(text, encoding="utf-8")
        settings = Settings(home=folder / "home")
        engine = open_engine(settings.database)
        schema.upgrade(engine)
        room = stages.Newsroom(settings, engine, open_archive(settings.archive_location))
        assert room.language_model.version
        named = adhoc.name_sources([str(folder / "stories")])
        seconds: dict[str, float] = defaultdict(float)
        began = last = time.perf_counter()
        run = stages.RunId("benchmark", "ingest")
        for report in stages.ingest(room, named.catalogue, run=run, files=named.files):
            seconds[report.stage] += time.perf_counter() - last
            last = time.perf_counter()
        ingest = last - began
        engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    plain = _plain_seconds(settings.model, texts)
    print(json.dumps({stage: round(value, 2) for stage, value in seconds.items()}))
    print(f"ingest {len(texts) / ingest:.1f} documents/s, plain nlp.pipe {len(texts) / plain:.1f} documents/s")
    print(f"ratio {plain / ingest:.2f}, peak memory of ingest {peak:.0f} MiB")


def _plain_seconds(model: str, texts: list[str]) -> float:
    import spacy

    package = find_spec(model)
    assert package is not None
    assert package.submodule_search_locations is not None
    nlp = spacy.load(Path(package.submodule_search_locations[0]) / "_model")
    began = time.perf_counter()
    for _ in nlp.pipe(texts):
        pass
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
