"""What changed from one text to the next: by paragraphs, and within those that were rewritten by words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORDS = 600  # of a rewritten stretch that are compared one by one
PARAGRAPHS = 1000

_WORD = re.compile(r"\s*\S+")


@dataclass(frozen=True)
class Change:
    """A stretch of text that is in both (`same`), in the newer alone (`new`) or in the older alone (`gone`)."""

    kind: Literal["same", "new", "gone"]
    text: str


def compare(old: str, new: str) -> list[list[Change]]:
    """The paragraphs of both texts in order, each as its changes; unchanged paragraphs are one change each."""
    before, after = _paragraphs(old), _paragraphs(new)
    found: list[list[Change]] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [[Change("same", block)] for block in before[i:j]]
        else:
            found.append(list(_by_words("\n\n".join(before[i:j]), "\n\n".join(after[k:m]))))
    return found


def _paragraphs(text: str) -> list[str]:
    blocks = [block for block in text.split("\n\n") if block.strip()]
    return blocks if len(blocks) <= PARAGRAPHS else [text]


def _by_words(old: str, new: str) -> Iterator[Change]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > WORDS:
        yield from _sides(old, new)
        return
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", "".join(before[i:j]))
        else:
            yield from _sides("".join(before[i:j]), "".join(after[k:m]))


def _sides(old: str, new: str) -> Iterator[Change]:
    if old:
        yield Change("gone", old)
    if new:
        yield Change("new", new)


def changed_fields(old: dict[str, object], new: dict[str, object], names: Sequence[str]) -> list[tuple[str, str, str]]:
    """The fields that differ, each with its older and newer value as text."""
    return [
        (name, str(old[name] or ""), str(new[name] or "")) for name in names if (old[name] or "") != (new[name] or "")
    ]
