"""Indirect speech: the clauses that reporting verbs govern, and what somebody says according to somebody."""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.extract.borders import before_further_cue, clause_borders, trimmed, within_paragraph
from pipeline.extract.cues import PROMISING, PROPOSING, REPORTING, SOURCES, TELLING, VIEWS
from pipeline.extract.phrases import left_edge, phrase_at, possessor_of, right_edge
from pipeline.extract.reading import Phrase, Reading, Stretch
from pipeline.extract.speaking import author_of, speaking_phrase
from pipeline.extract.subjects import subject_of_cue

FURTHEST_COMPLEMENT = 100  # tokens between a cue and the verb of its clause

_UNREAL = frozenset("will wo 'll ’ll would 'd ’d could might may should ca must can".split())
_NOT_SAID = frozenset({"neg", "nsubjpass", "auxpass"})
_CONDITIONS = frozenset("if lest unless whether".split())
# What governs an infinitive that has not come true, or a gerund that is not true.
_WITHHOLDING = frozenset(
    """
    able about aim aimed aims appear appeared appears avoid avoided avoids decline declined declines declining
    denied denies deny due eager expected fail failed failing fails forget forgot going hesitate hesitated hope
    hoped hopes hoping intend intended intends likely need needed needs plan planned planning plans poised prepared
    ready refuse refused refuses refusing reluctant scheduled seem seemed seems set supposed unable unlikely
    unwilling want wanted wanting wants willing wish wished wishes yet
    """.split()
)
_SUBJECTS = frozenset("csubj csubjpass expl nsubj nsubjpass".split())
_COPULAS = frozenset({"are", "is", "was", "were"})
_BEING = _COPULAS | {"'s", "’s", "be", "been"}
_NO_SOURCES = frozenset("plan plans schedule".split())  # `if all goes according to plan`
NARRATORS = frozenset({"i", "we", "you", "me", "us", "'s", "’s"})  # let's, allow me to say
_NOBODY, _NO = frozenset({"nobody", "none", "neither", "this", "what"}), frozenset({"few", "neither", "no"})
_NO_REPORTERS = NARRATORS | _NOBODY


class Report(NamedTuple):
    """A reported clause, tokens [start, end), its speaker, its cue and the rule that found it."""

    start: int
    end: int
    speaker: Phrase
    cue: Stretch
    rule: str


def find_clauses(reading: Reading) -> Iterator[Report]:
    """What the parse says is reported, in no order, one inside another as well."""
    for token in _clauses_and_sources(reading):
        dep, word, report = reading.deps[token], reading.lowers[token], None
        if dep == "ccomp" or (dep == "xcomp" and _is_promise(reading, token)):
            report = _complement(reading, token, reading.heads[token])
        elif dep in ("acl", "relcl") and (cue := _cue_behind_addressee(reading, token)) is not None:
            report = _complement(reading, token, cue)
        elif dep == "parataxis":
            yield from _around_parenthesis(reading, token)
        elif word == "according":
            yield from _according_to(reading, token)
        elif word in VIEWS:
            yield from _in_the_view(reading, token)
        if report is not None:
            yield report


def _clauses_and_sources(reading: Reading) -> list[int]:
    """Heads of the clauses that a cue governs or a "that" opens, parentheses and words that name a source, in order."""
    deps, heads = reading.deps, reading.heads
    found = set(reading.places_of(SOURCES))
    for cue in reading.cues:
        found.update([child for child in reading.children[cue] if deps[child] in ("ccomp", "xcomp")])
        if deps[cue] == "parataxis":
            found.add(cue)
    for that in reading.places_of({"that"}):
        if deps[that] == "mark" and deps[heads[that]] in ("acl", "relcl"):
            found.add(heads[that])
    return sorted(found)


def _is_promise(reading: Reading, head: int) -> bool:
    """`promised to build the bridge`, `urged drivers to stay at home`, `proposed closing it`."""
    if reading.tags[head] == "VBG" and reading.lemmas[reading.heads[head]] in PROPOSING:
        return reading.lemmas[head] != "say"  # `denied saying that …`
    has_to = any(reading.tags[child] == "TO" for child in reading.children[head])
    return has_to and reading.lemmas[reading.heads[head]] in PROMISING


def _cue_behind_addressee(reading: Reading, head: int) -> int | None:
    """`told the crowd that …`, `said in a letter that …`: the parse may hang the clause on the noun before it."""
    if not any(reading.lowers[i] == "that" and reading.deps[i] == "mark" for i in reading.children[head]):
        return None
    noun = reading.heads[head]
    above = reading.heads[noun]
    if reading.deps[noun] in ("dobj", "dative"):
        return above if reading.lemmas[above] in TELLING else None
    is_circumstance = reading.deps[noun] == "pobj" and reading.deps[above] == "prep"
    return reading.heads[above] if is_circumstance else None


def _complement(reading: Reading, head: int, verb: int) -> Report | None:
    """`Jane Doe said (that) …`, `…, Jane Doe said`: the subtree of the complement without the attribution."""
    takes_clause = reading.lemmas[verb] in REPORTING or _is_promise(reading, head)
    is_near = abs(head - verb) <= FURTHEST_COMPLEMENT
    if not takes_clause or not is_near or reading.in_marks[verb] or not reading.is_prose(verb):
        return None
    if not is_said(reading, verb):
        return None
    subject = subject_of_cue(reading, verb)
    if subject is None or subject == head or reading.lowers[subject] in _NO_REPORTERS:
        return None
    if head < verb and left_edge(reading, head) <= subject <= right_edge(reading, head):
        return None  # `Jane Doe, asked whether it rained, said …`: her name is no part of what she says
    if reading.paragraph_at[head] != reading.paragraph_at[verb]:
        return None
    if head < verb and (_is_apart(reading, head, verb) or reading.words[left_edge(reading, subject) - 1] == ":"):
        return None
    start, end = clause_borders(reading, verb, subject, head)
    return Report(start, end, speaking_phrase(reading, subject, verb), Stretch(verb, verb + 1), "complement")


def _is_apart(reading: Reading, head: int, verb: int) -> bool:
    """`The boat left; he said so`, `It is no better: she said it was worse`: a sentence of its own before the cue."""
    between = reading.words[head:verb]
    if ":" not in between:
        return ";" in between
    return ";" in between or any(reading.deps[i] == "ccomp" and i > verb for i in reading.children[verb])


def _around_parenthesis(reading: Reading, verb: int) -> Iterator[Report]:
    """`Half of the money, Jane Doe said, will go to schools`: what stands before and behind the parenthesis."""
    if reading.lemmas[verb] not in REPORTING or reading.in_marks[verb] or not is_said(reading, verb):
        return
    subject = next((i for i in reading.children[verb] if reading.deps[i] == "nsubj"), None)
    if subject is None or reading.lowers[subject] in NARRATORS:
        return
    opening, closing = min(left_edge(reading, subject), verb) - 1, max(right_edge(reading, subject), verb) + 1
    first, last = within_paragraph(reading, verb, *reading.sentence_at[verb])
    if opening < first or reading.words[opening] != "," or closing >= last or reading.coarse[closing] != "PUNCT":
        return
    speaker, cue, main = speaking_phrase(reading, subject, verb), Stretch(verb, verb + 1), reading.heads[verb]
    if any(reading.coarse[i] in ("NOUN", "PROPN", "PRON", "ADV") for i in range(first, opening)):
        yield Report(*trimmed(reading, first, opening), speaker, cue, "parenthesis")
    if reading.tags[closing + 1] != "VBG" and (main > verb or _depends_on(reading, closing + 1, last, opening)):
        yield Report(*trimmed(reading, closing, last), speaker, cue, "parenthesis")


def _depends_on(reading: Reading, start: int, end: int, before: int) -> bool:
    """`It is her job, Jane Doe said, to talk`: whether what stands behind hangs on what stands in front."""
    top = next((i for i in range(start, end) if not start <= reading.heads[i] < end), end)
    return top < end and reading.heads[top] < before and reading.deps[top] not in ("punct", "conj", "cc")


def is_said(reading: Reading, verb: int) -> bool:
    """Not what might be said (`will argue`, `did not say`, `declined to say`), nor what somebody is asked or told."""
    auxiliary = subject = None
    for child in reading.children[verb]:
        dep = reading.deps[child]
        if dep == "nsubj":
            subject = child if subject is None else subject
        elif dep == "aux":
            if reading.lowers[child] in _UNREAL:
                return False
            auxiliary = child if auxiliary is None else auxiliary
        elif dep in _NOT_SAID or (dep == "mark" and reading.lowers[child] in _CONDITIONS):
            return False
    if _is_withheld(reading, verb) or _is_said_by_nobody(reading, verb if subject is None else subject):
        return False
    if auxiliary is not None and subject is not None and _is_question(reading, auxiliary, subject, verb):
        return False
    is_bare_participle = reading.tags[verb] == "VBN" and reading.deps[verb] in ("acl", "advcl") and auxiliary is None
    was_asked = reading.words[verb - 1] == "," and reading.lowers[verb] == "asked"  # `Jane Doe, asked why …`
    return not is_bare_participle and not was_asked


def _is_withheld(reading: Reading, verb: int) -> bool:
    """`declined to say why …`, `wants to tell them …`, `has yet to say …`, `it is fair to say that …`."""
    above = reading.heads[verb]
    if reading.deps[verb] in ("xcomp", "ccomp", "advcl") and reading.lowers[above] in _BEING:
        children = reading.children[above]
        is_impersonal = any(reading.deps[i] == "nsubj" and reading.lowers[i] == "it" for i in children)
        if is_impersonal and reading.tags[verb] == "VB" and any(reading.deps[i] == "acomp" for i in children):
            return True
    is_open = verb > 1 and reading.lowers[verb - 1] == "to" and reading.lowers[verb - 2] == "yet"
    return is_open or (reading.deps[verb] == "xcomp" and reading.lowers[above] in _WITHHOLDING)


def _is_question(reading: Reading, auxiliary: int, subject: int, verb: int) -> bool:
    """`Did Jane Doe say …?`: the auxiliary before the subject opens a question."""
    return auxiliary < subject < verb and reading.words[reading.sentence_at[verb].end - 1] == "?"


def _is_said_by_nobody(reading: Reading, subject: int) -> bool:
    """`no resident said …`, `neither Jane Doe nor her lawyer said …`; of a verb without a subject, `few said …`."""
    words = [reading.lowers[i] for i in reading.children[subject] if i < subject]
    return not _NO.isdisjoint(words) and not any(reading.lowers[i] == "a" for i in reading.children[subject])


def _according_to(reading: Reading, token: int) -> Iterator[Report]:
    """`According to Jane Doe, …`; `…, according to Jane Doe`; `But, according to Jane Doe, …`."""
    if reading.in_marks[token] or token + 2 >= len(reading) or reading.lowers[token + 1] != "to":
        return
    if reading.lowers[token + 2] in _NO_SOURCES:
        return
    places = range(token + 2, min(len(reading), token + 5))
    speaker = next((phrase for place in places if (phrase := phrase_at(reading, place)) is not None), None)
    if speaker is None:
        return
    speaker = author_of(reading, speaker) or speaker
    start, end = within_paragraph(reading, token, *reading.sentence_at[token])
    end = before_further_cue(reading, speaker.end, end)
    root = next((i for i in range(start, end) if reading.heads[i] == i), end)
    stretches = [(_main_clause_start(reading, speaker.end, end, root), end)]
    if token - start > 2:
        is_broken_off = reading.words[token - 1] == "," and reading.lowers[token - 2] in _COPULAS
        goes_on = (token < root < end or is_broken_off) and speaker.end < end and reading.words[speaker.end] == ","
        stretches = [(start, token), (speaker.end, end)] if goes_on else [(start, token)]
    if token - start <= 2 and speaker.end < end and reading.tags[speaker.end] in ("IN", "VBN"):
        behind = [i for i in range(speaker.end, end) if reading.words[i] == ","]
        if not behind:
            return  # `According to a copy of the letter: "…"`
    for first, last in stretches:
        yield Report(*trimmed(reading, first, last), speaker, Stretch(token, token + 2), "according to")


def _in_the_view(reading: Reading, noun: int) -> Iterator[Report]:
    """`In Jane Doe's view, …`; `…, in her words, …`."""
    speaker = possessor_of(reading, noun)
    if speaker is None or reading.in_marks[noun] or reading.lowers[speaker.start - 1] != "in":
        return
    start, end = within_paragraph(reading, noun, *reading.sentence_at[noun])
    place = speaker.start - 1
    is_closed = noun + 1 >= end or reading.words[noun + 1] in (",", ".")
    is_said_by_somebody = any(reading.lemmas[cue] in REPORTING for cue in reading.cues_between(start, end))
    if not is_closed or is_said_by_somebody or (place > start + 1 and reading.words[place - 1] != ","):
        return
    stretches = [(start, place), (noun + 1, end)] if place > start + 1 else [(noun + 2, end)]
    for first, last in stretches:
        if last - first > 3:
            yield Report(*trimmed(reading, first, last), speaker, Stretch(noun, noun + 1), "according to")


def _main_clause_start(reading: Reading, after: int, end: int, root: int) -> int:
    """Behind the last comma before the main verb, else behind the first comma."""
    commas = [i for i in range(after, min(end, after + 100)) if reading.words[i] == ","]
    before = [i for i in reading.children[root] if i < root] if root < end else []
    subject = next((i for i in before if reading.deps[i] in _SUBJECTS), None)
    before_root = [] if subject is None else [i for i in commas if i < left_edge(reading, subject)]
    if before_root:
        return before_root[-1] + 1
    return commas[0] + 1 if commas else after
