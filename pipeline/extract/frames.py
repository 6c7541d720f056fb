"""What is said of somebody in a predicate instead of a clause.

`Jane Doe called the plan a waste`, `accused the mayor of lying`, `criticized the council for its delay`: the object
and what is said of it are the statement. What a verb takes is its frame (Levin, English Verb Classes and Alternations,
1993, classes 29 and 33); verbs of liking and wishing are left out, since nobody need have said anything.
"""

from collections.abc import Iterator

from pipeline.extract.borders import trimmed, within_paragraph
from pipeline.extract.cues import BLAMING, CALLING
from pipeline.extract.indirect import NARRATORS, Report, is_said
from pipeline.extract.phrases import left_edge, right_edge
from pipeline.extract.reading import Reading, Stretch
from pipeline.extract.speaking import speaking_phrase
from pipeline.extract.subjects import subject_of_cue

_FRAMED = CALLING | BLAMING.keys()
_PREDICATES = frozenset("oprd ccomp xcomp attr".split())


def find_framed(reading: Reading) -> Iterator[Report]:
    """The statements in such predicates, in text order."""
    for cue in reading.cues:
        verb = reading.lemmas[cue]
        if reading.in_marks[cue] or verb not in _FRAMED or not is_said(reading, cue):
            continue
        predicate = _predicate(reading, cue, verb)
        subject = None if predicate is None else subject_of_cue(reading, cue)
        if (
            predicate is None
            or subject is None
            or subject > cue
            or _is_named(reading, cue, verb)
            or reading.lowers[subject] in NARRATORS
        ):
            continue
        bounds = within_paragraph(reading, cue, *predicate)
        yield Report(*trimmed(reading, *bounds), speaking_phrase(reading, subject, cue), Stretch(cue, cue + 1), "frame")


def _is_named(reading: Reading, cue: int, verb: str) -> bool:
    """`The fair, called Harbour Days, …`: nobody says so, it is the name."""
    return (
        verb == "call"
        and reading.words[cue - 1] == ","
        and reading.coarse[cue - 2] in ("NOUN", "PROPN")
        and reading.tags[cue] != "VBG"
    )


def _predicate(reading: Reading, cue: int, verb: str) -> tuple[int, int] | None:
    """First and one past the last token of the object and what is said of it."""
    behind = [child for child in reading.children[cue] if child > cue]
    objects = [child for child in behind if reading.deps[child] == "dobj"]
    wanted = BLAMING.get(verb, frozenset({"as"}))
    if verb == "accuse":  # the parse may hang "of lying" on whom it is said of
        behind += [child for noun in objects for child in reading.children[noun] if child > noun]
    parts = [child for child in behind if reading.deps[child] == "prep" and reading.lowers[child] in wanted]
    if verb == "call":
        parts = [child for child in behind if reading.deps[child] in _PREDICATES] or objects[1:]
    if not parts or (verb in BLAMING and not objects):
        return None
    first = min(left_edge(reading, child) for child in (*objects, *parts))
    return first, max(right_edge(reading, child) for child in parts) + 1
