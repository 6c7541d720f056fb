"""The model's spans, cut to what is a name: no numbers, addresses, titles, articles or possessives."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.extract.entities.story import Candidates, Kind, Story
from pipeline.extract.gazetteer import Gazetteer
from pipeline.extract.lexicon import general, organisations, people, places
from pipeline.extract.tokens import NAMES, Tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc

KINDS: dict[str, Kind] = {
    # OntoNotes 5
    "PERSON": "PER",
    "GPE": "LOC",
    "FAC": "LOC",
    "NORP": "MISC",
    **dict.fromkeys(("EVENT", "WORK_OF_ART", "PRODUCT", "LAW", "LANGUAGE"), "OTHER"),
    # CoNLL 2003 and the models trained on Wikipedia; LOC and ORG are OntoNotes labels too
    "PER": "PER",
    "LOC": "LOC",
    "ORG": "ORG",
    "MISC": "MISC",
}
"""Kinds by the label of a model; labels that are not here are numbers and times."""

BEGINS, GOES_ON = 3, 1
"""Where in a span a token stands, as spaCy writes it in columns."""

SEPARATORS = frozenset(("/", "|", "•", "–", "—", "--", "(", ")", "[", "]", ";"))
MAY_PART = SEPARATORS | {"-", "at", ","} | people.TITLES
"""A span without any of these is one name."""
POSSESSIVES = frozenset(("'s", "’s", "‘s", "'", "’"))
TITLES_ALONE = people.TITLES - people.TITLES_OR_NAMES
MAY_BE_BEFORE_NAMES = (
    people.TITLES | people.BEFORE_OFFICES | general.CALENDAR | general.NUMBERS | general.FUNCTION_WORDS
)
MAY_BE_AFTER_NAMES = (
    people.BEFORE_OFFICES
    | people.REGNAL_NUMERALS
    | people.TITLES_AFTER_NAMES
    | general.CALENDAR
    | general.FUNCTION_WORDS
)
TELLING = MAY_PART | MAY_BE_BEFORE_NAMES | MAY_BE_AFTER_NAMES | people.FORMS_OF_ADDRESS
"""A span of capitalised words without any of these is a name as it is, peoples before it excepted."""
OFFICES_WITHIN_NAMES = frozenset(("First", "General", "Justice", "Prime"))


def read_model(story: Story, tokens: Tokens, doc: "Doc", gazetteer: Gazetteer) -> Candidates:
    """The candidates that the model proposes, each cut to a name; what holds an address is none."""
    candidates = Candidates(story)
    plain = {word for word in story.capital_words - TELLING if word.isalpha() and not word.endswith("ing")}
    for first, last, label in _spans(tokens, doc):
        if plain.issuperset(story.words[first:last]) and _is_bare(story, first, last, gazetteer):
            candidates.put(first, last, label)
            continue
        if _holds_address(story, doc, first, last):
            continue
        kind = "PER" if _is_addressed(story, first, last) else label
        for name in _names(story, first, last, kind):
            start, end = _name_within(story, *name, gazetteer)
            if end > start:
                candidates.put(start, end, name[2])
    return candidates


def _spans(tokens: Tokens, doc: "Doc") -> Iterator[tuple[int, int, Kind]]:
    """The model's spans that are of a kind; from columns, since each `Span` would cost more."""
    labels, positions = tokens.columns["ENT_TYPE"], tokens.columns["ENT_IOB"]
    starts = ((positions == BEGINS) & (labels != 0)).nonzero()[0]
    goes_on = (positions == GOES_ON).tobytes() + b"\0"
    for start, label in zip(starts.tolist(), NAMES.of(doc, labels[starts]), strict=True):
        if kind := KINDS.get(label):
            yield start, goes_on.index(0, start + 1), kind


def _holds_address(story: Story, doc: "Doc", start: int, end: int) -> bool:
    may_be = [token for token in range(start, end) if "." in story.words[token] or "/" in story.words[token]]
    return any(doc[token].like_url or doc[token].like_email for token in may_be)


def _is_bare(story: Story, start: int, end: int, gazetteer: Gazetteer) -> bool:
    """Whether a span stands in one line, and nothing before a name in it can be a people."""
    if end - start == 1:
        return True
    is_line = story.text.find("\n", story.starts[start], story.ends[end - 1]) < 0
    return is_line and not gazetteer.is_demonym(story.words[start])


def _names(story: Story, start: int, end: int, kind: Kind) -> Iterator[tuple[int, int, Kind]]:
    """The names that a span joins, each with its kind."""
    text = story.text[story.starts[start] : story.ends[end - 1]]
    if MAY_PART.isdisjoint(story.words[start:end]) and "\n" not in text:
        yield start, end, kind
        return
    for part in _parts(story, start, end, kind):
        yield from _body_and_person(story, *part, kind)


def _name_within(story: Story, start: int, end: int, kind: Kind, gazetteer: Gazetteer) -> tuple[int, int]:
    """The bounds of the name in a span; cut once more where something was, since that may bare what is no name."""
    first, last = trim(story, start, end, kind)
    bare = _without_people(story, first, last, kind, gazetteer)
    return (first, last) if (bare, last) == (start, end) else trim(story, bare, last, kind)


def _is_addressed(story: Story, start: int, end: int) -> bool:
    """Whether a span is a form of address and a name, whatever the model takes it for; not "Prince ... University"."""
    return story.words[start] in people.FORMS_OF_ADDRESS and organisations.HEADS.isdisjoint(story.words[start:end])


def _parts(story: Story, start: int, end: int, kind: Kind) -> Iterator[tuple[int, int]]:
    """A span split where no name goes on: "Reuters/Jane Roe", "Sales Director at Acme"."""
    for token in range(start, end):
        word = story.words[token]
        if (
            word in SEPARATORS
            or "\n" in word
            or (word == "-" and (token + 1 == end or not story.touch(token)))
            or (word == "at" and kind == "ORG")
            or (word == "," and kind == "ORG" and _ends_body(story, start, token, end))
        ):
            yield start, token
            start = token + 1
    yield start, end


def _ends_body(story: Story, start: int, comma: int, end: int) -> bool:
    """Whether the comma inside a span parts two bodies, each with a head noun of its own."""
    rest = story.words[comma + 1 : end]
    return (
        not organisations.HEADS.isdisjoint(story.words[start:comma])
        and organisations.HEADS_WITH_ENUMERATIONS.isdisjoint(story.words[start:comma][:1])
        and not organisations.HEADS.isdisjoint(rest)
        and organisations.LEGAL_FORMS.isdisjoint(rest[:1])
    )


def _body_and_person(story: Story, start: int, end: int, kind: Kind) -> Iterator[tuple[int, int, Kind]]:
    """A span split at the office inside: "Transport Ministry Spokesman John Doe" is a body and a person."""
    words = story.words
    if kind in ("PER", "ORG"):
        for token in range(start + 2, end - 1):
            if (
                words[token] in people.TITLES
                and words[token] not in OFFICES_WITHIN_NAMES
                and words[token - 1] not in ("of", "the", "for")
                and not organisations.HEADS.isdisjoint(words[start:token])
            ):
                yield start, token, "ORG"
                yield token + 1, end, "PER"
                return
    yield start, end, kind


def _without_people(story: Story, start: int, end: int, kind: Kind, gazetteer: Gazetteer) -> int:
    """The start of a name after the people it belongs to: "Freedonian meatpacker Acme", "Freedonian Jane Roe"."""
    if end - start < 2 or not gazetteer.is_demonym(story.words[start]):
        return start
    following = start + 1
    while following < end and story.words[following].islower():
        following += 1
    if following == end:
        return start
    if kind == "PER" and story.words[start] not in gazetteer.given_names:
        return following
    return following if kind == "ORG" and following > start + 1 else start


def trim(story: Story, start: int, end: int, kind: Kind) -> tuple[int, int]:
    """The bounds of the name inside a span: without articles, titles and days before it and common words after it."""
    words = story.words
    while start < end and _is_before_name(story, start, end, kind):
        start += 1
    if kind == "PER":
        for token in range(start, end - 1):
            if words[token] in TITLES_ALONE:
                start = token + 1
    while start < end and _is_after_name(words[end - 1], end - start, kind):
        end -= 1
    return start, end


def _is_before_name(story: Story, token: int, end: int, kind: Kind) -> bool:
    word, goes_on = story.words[token], token + 1 < end
    if word not in MAY_BE_BEFORE_NAMES and story.is_capital[token] and not word.endswith("ing"):
        return False  # most words; the sets below one by one take three times as long
    if goes_on and word in (people.PARTICLES if kind == "PER" else ("al", "el")):
        return False
    if not story.is_capital[token]:
        return not (kind == "ORG" and goes_on and word[0].isdigit())
    if word in ("The", "A", "An"):
        return True
    if not goes_on:
        return False
    if kind == "PER" and (word in people.TITLES or word in general.CALENDAR):
        return True
    is_opening = kind == "PER" and word.endswith("ing") and story.is_opening(token)
    if is_opening and story.has_in_lower_case(word):
        return True  # `Wearing Acme again, …`
    if word in people.BEFORE_OFFICES or (word in general.NUMBERS and story.is_opening(token)):
        return True
    return word in general.FUNCTION_WORDS and word != "New"


def _is_after_name(word: str, length: int, kind: Kind) -> bool:
    if word not in MAY_BE_AFTER_NAMES and word.isalpha() and not word.islower():
        return False
    if word in POSSESSIVES or word in general.FUNCTION_WORDS or word in general.CALENDAR:
        return True
    if not (word.isalnum() or any(character.isalnum() for character in word)):
        return True
    if kind in ("PER", "LOC") and word[0].isdigit():
        return True
    if length > 1 and word in people.BEFORE_OFFICES:
        return True
    if (
        kind == "PER"
        and length > 1
        and (word.rstrip(".") in people.REGNAL_NUMERALS or word in people.TITLES_AFTER_NAMES)
    ):
        return True
    return word.islower() and not _may_end_name(word, kind)


def _may_end_name(word: str, kind: Kind) -> bool:
    """Whether a lower-case word can be the last of a name: a head noun of its kind, or a designation ("737-max8")."""
    if kind == "LOC" and word in places.LOWER_CASE_HEADS:
        return True
    if kind == "ORG" and word.capitalize() in organisations.HEADS and word not in organisations.COMMON_HEADS:
        return True
    return any(character.isdigit() for character in word)
