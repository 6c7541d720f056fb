"""Noun phrases."""

from pipeline.extract.reading import Phrase, Reading

LONGEST_PHRASE = 40
FURTHEST = 300  # tokens from a word to the edge of its phrase or clause

_OUTSIDE = frozenset({"relcl", "acl", "appos", "advcl", "ccomp", "parataxis", "conj", "cc"})
_PHRASE_DEPS = frozenset("nsubj nsubjpass dobj iobj dative pobj pcomp attr appos oprd conj npadvmod dep ROOT".split())
_NO_POSSESSORS = frozenset("my our your".split())
NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})


def left_edge(reading: Reading, token: int) -> int:
    """First token of the subtree of a token."""
    lowest = token - FURTHEST
    while (children := reading.children[token]) and lowest <= children[0] < token:
        token = children[0]
    return token


def right_edge(reading: Reading, token: int) -> int:
    """Last token of the subtree of a token."""
    highest = token + FURTHEST
    while (children := reading.children[token]) and token < children[-1] <= highest:
        token = children[-1]
    return token


def noun_phrase(reading: Reading, head: int) -> Phrase:
    """The block of tokens around a head that belongs to it, without clauses, appositions and further conjuncts."""
    children, deps = reading.children, reading.deps
    if not children[head]:
        return Phrase(head, head + 1, head)
    keep, waiting = {head}, [head]
    while waiting:
        for child in children[waiting.pop()]:
            dep = deps[child]
            is_near = abs(child - head) <= LONGEST_PHRASE and not reading.in_marks[child]
            if is_near and dep not in _OUTSIDE and not (dep == "punct" and _is_break(reading, child)):
                keep.add(child)
                waiting.append(child)
    start, end = head, head + 1
    while start - 1 in keep:
        start -= 1
    while end in keep:
        end += 1
    while start < head and (reading.coarse[start] in ("PUNCT", "SPACE") or _is_day(reading, start, head)):
        start += 1
    return Phrase(start, end, head)


def _is_day(reading: Reading, token: int, head: int) -> bool:
    """`On Wednesday Acme said`: the day is no part of the name."""
    return reading.labels[token] == "DATE" and reading.mention_at[head] >= 0 and reading.tags[token] == "NNP"


def phrase_at(reading: Reading, start: int) -> Phrase | None:
    """The name or noun phrase that starts at a token."""
    if start >= len(reading):
        return None
    phrase = None
    for head in range(start, min(start + LONGEST_PHRASE // 2, len(reading))):
        is_head = reading.coarse[head] in NOMINAL and reading.deps[head] in _PHRASE_DEPS
        if is_head and left_edge(reading, head) == start:
            phrase = Phrase(start, head + 1, head)
            break
    if phrase is None and reading.lowers[start] == "one" and reading.lowers[start + 1 : start + 2] == ["of"]:
        return noun_phrase(reading, start)
    number = reading.mention_at[start]
    if number >= 0 and reading.names[number].start == start:
        end = _holder_behind(reading, reading.names[number].end)
        if phrase is None or end > phrase.end:
            return Phrase(start, end, end - 1)
    return phrase


def _holder_behind(reading: Reading, end: int) -> int:
    """`Acme chief Jane Doe`: a person right behind a body's name and one noun is whom the phrase names."""
    if end + 1 >= len(reading) or reading.coarse[end] != "NOUN":
        return end
    number = reading.mention_at[end + 1]
    is_person = number >= 0 and reading.mentions[number].label == "PER" and reading.names[number].start == end + 1
    return reading.names[number].end if is_person else end


def possessor_of(reading: Reading, noun: int) -> Phrase | None:
    """`Jane Doe's claim`: the possessor of a noun without its 's; nobody for the writer's or the reader's own."""
    possessor = next((child for child in reading.children[noun] if reading.deps[child] == "poss"), None)
    if possessor is None or reading.lowers[possessor] in _NO_POSSESSORS:
        return None
    start, end, head = noun_phrase(reading, possessor)
    while end - 1 > head and reading.tags[end - 1] == "POS":
        end -= 1
    return Phrase(start, end, head)


def _is_break(reading: Reading, token: int) -> bool:
    """Punctuation ends a phrase, but for hyphens and commas between adjectives (`the tall, quiet goalkeeper`)."""
    if reading.words[token] in "-'’":
        return False
    siblings = reading.children[reading.heads[token]]
    is_between = any(s < token and reading.deps[s] == "amod" for s in siblings) and any(
        token < s < reading.heads[token] and reading.deps[s] == "amod" for s in siblings
    )
    return not (reading.words[token] == "," and is_between)
