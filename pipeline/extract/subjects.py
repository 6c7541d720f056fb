"""The subjects of verbs, and of verbs of saying where the parse is led astray."""

from pipeline.extract.cues import DOCUMENTS, REPORTING
from pipeline.extract.phrases import NOMINAL, right_edge
from pipeline.extract.reading import Reading

HIGHEST = 6  # steps up the parse from a participle to the verb that reports
FURTHEST_ASKED = 25  # tokens of what somebody was asked

_SUBJECT_DEPS = frozenset({"nsubj", "nsubjpass", "csubj"})
_INVERTED_DEPS = frozenset({"dobj", "attr", "npadvmod", "dep", "oprd"})
_INVERTIBLE = frozenset({"VBD", "VBN", "VBP", "VBZ"})  # `said Jane Doe`, but never `telling Jane Doe`
_INHERITING_DEPS = frozenset({"xcomp", "advcl", "ccomp", "pcomp"})
_CAUSING = frozenset("caused forced inspired leading leads led prompted prompting prompts".split())
_OF_THE_OBJECT = frozenset({"for", "from", "of"})  # behind these a participle is what the object does
_HEARD = frozenset("cite quote record report".split())
NARRATORS = frozenset({"i", "we"})  # the writer is no source
_SUBJECT_WORDS = NOMINAL | {"ADJ", "NUM", "DET", "X"}


def subject_of(reading: Reading, verb: int) -> int | None:
    """Head of the subject of a verb; conjoined verbs, participles and infinitives take that of the verb above."""
    for _ in range(10):
        head = reading.heads[verb]
        if (subject := _own_subject(reading, verb)) is not None:
            if reading.deps[verb] != "pcomp" or not _is_addressed(reading, subject, verb):
                return subject
            verb = reading.heads[head]  # `sent a letter to members saying …`
            continue
        has_verb_above = head != verb and reading.coarse[head] in ("VERB", "AUX")
        if reading.deps[verb] == "conj" and has_verb_above:
            verb = head
            continue
        if (asked := _who_was_asked(reading, verb)) is not None:
            return asked
        if reading.tags[verb] in _INVERTIBLE:
            for child in reading.children[verb]:
                if 0 < child - verb <= 6 and _is_inverted_subject(reading, child, verb):
                    return child
        if reading.deps[verb] == "acl" and reading.deps[head] == "dobj" and reading.lowers[head] in DOCUMENTS:
            verb = reading.heads[head]  # `released a statement saying …`
            continue
        if reading.deps[verb] == "pcomp" and reading.deps[head] == "prep" and reading.tags[verb] == "VBG":
            verb = reading.heads[head]  # `followed that by saying …`
            if reading.lowers[head] in _OF_THE_OBJECT:  # `mocked Jane Doe for saying …`
                return None
            if reading.lowers[head] == "as":  # `quoted Jane Doe as saying …`
                return next((i for i in reading.children[verb] if reading.deps[i] == "dobj" and i > verb), None)
            continue
        if reading.deps[verb] in _INHERITING_DEPS and reading.tags[verb] in ("VBG", "VB", "VBN") and has_verb_above:
            if reading.deps[verb] == "xcomp" and reading.lowers[head] in _CAUSING:  # `led Jane Doe to say …`
                return next((i for i in reading.children[head] if head < i < verb and reading.deps[i] == "dobj"), None)
            verb = head
            continue
        return _subject_before(reading, verb)
    return None


def subject_of_cue(reading: Reading, cue: int) -> int | None:
    """Head of the subject of a verb of saying; a participle behind a reported clause is the reporter's.

    `Doe argued the move harmed her group, noting …`: Doe notes it; the parse has the move do so.
    """
    if reading.deps[cue] == "conj" and reading.lemmas[cue] and _own_subject(reading, cue) is None:
        clause = reading.heads[cue]
        outer = reading.heads[clause]
        if reading.deps[clause] == "ccomp" and outer < clause and reading.lemmas[outer] == reading.lemmas[cue]:
            inner = _own_subject(reading, clause)
            is_somebody = inner is not None and (
                reading.labels[inner] == "PER" or reading.lowers[inner] in ("he", "she")
            )
            if not is_somebody:
                return subject_of(reading, outer)  # `He said the talks had helped and said that …`
    if reading.tags[cue] != "VBG":
        return subject_of(reading, cue)
    before = cue - 1
    if before > 0 and reading.in_marks[before] and not reading.in_marks[cue]:
        before -= 1  # the comma stands inside the closing mark
    if reading.words[before] != ",":
        return subject_of(reading, cue)
    token = cue
    for _ in range(HIGHEST):
        head = reading.heads[token]
        if reading.deps[token] in ("ccomp", "advcl") and head < token and reading.lemmas[head] in REPORTING:
            return subject_of(reading, head)
        token = head
    return subject_of(reading, cue)


def sayer_of(reading: Reading, cue: int) -> int | None:
    """Head of who says something by a cue: its subject, or in the passive what stands behind `by`."""
    subject = subject_of_cue(reading, cue)
    if subject is None or not is_spoken_of(reading, subject, cue):
        return subject
    agents = (child for child in reading.children[cue] if reading.deps[child] == "agent")
    return next((i for agent in agents for i in reading.children[agent] if reading.deps[i] == "pobj"), None)


def is_spoken_of(reading: Reading, subject: int, cue: int) -> bool:
    """`The guards have been urged to "stay away"`: the subject of a passive is spoken of or to.

    Not so the writer, whose own subject tells that nobody is quoted.
    """
    is_passive = reading.deps[subject] == "nsubjpass" and reading.heads[subject] == cue
    return is_passive and reading.lemmas[cue] not in _HEARD and reading.lowers[subject] not in NARRATORS


def _own_subject(reading: Reading, verb: int) -> int | None:
    """Of several subjects before a verb the nearest: `Holding signs, the protesters said …`."""
    found = None
    for child in reading.children[verb]:
        if reading.deps[child] not in _SUBJECT_DEPS:
            continue
        if reading.deps[child] == "csubj" and reading.tags[child] == "VBG":
            child = _who_does(reading, child)
        if reading.coarse[child] not in _SUBJECT_WORDS:
            continue
        if reading.tags[child] == "IN":
            child = _behind_topic(reading, child)
        if not reading.in_marks[child] and (found is None or child < verb):
            found = child
    return found


def _who_does(reading: Reading, participle: int) -> int:
    """`Voters going to the polls said …`: the parse makes a clause of them; the participle itself where nobody is."""
    return next((i for i in reading.children[participle] if reading.deps[i] == "nsubj"), participle)


def _is_addressed(reading: Reading, subject: int, participle: int) -> bool:
    """`sent a letter to members saying …`: the parse has the members say it."""
    to = reading.heads[participle]
    is_to_somebody = reading.lowers[to] == "to" and to < subject < participle
    return is_to_somebody and any(reading.lowers[i] in DOCUMENTS for i in reading.children[reading.heads[to]])


def _behind_topic(reading: Reading, preposition: int) -> int:
    """`Of Doe, Calder said …`: the parse makes an apposition of who speaks; the preposition itself where nobody is."""
    topics = [i for i in reading.children[preposition] if reading.deps[i] == "pobj"]
    beside = [i for topic in topics for i in reading.children[topic] if reading.deps[i] == "appos"]
    return next((i for i in beside if reading.labels[i] in ("PER", "ORG")), preposition)


def _who_was_asked(reading: Reading, verb: int) -> int | None:
    """`after Doe, asked about the leak, had said …`: the parse has Doe ask, and somebody else say it."""
    comma = verb - 1
    while comma > 0 and reading.coarse[comma] in ("AUX", "ADV", "VERB") and verb - comma < 4:
        comma -= 1
    if reading.words[comma] != ",":
        return None
    for place in range(comma - 1, max(1, comma - FURTHEST_ASKED), -1):
        if reading.lowers[place] == "asked" and reading.words[place - 1] == "," and reading.labels[place - 2] == "PER":
            return place - 2
    return None


def _subject_before(reading: Reading, verb: int) -> int | None:
    """`Jane Doe, who coached there and left early, said …`: the parse makes what stands between a clause of its own."""
    for clause in reading.children[verb]:
        if clause < verb and reading.deps[clause] == "ccomp" and right_edge(reading, clause) < verb:
            is_participle = reading.tags[clause] in ("VBG", "VBN")
            for child in reading.children[clause]:
                is_name = reading.labels[child] in ("PER", "ORG") and reading.words[verb - 1] in (",", "then")
                is_subject = reading.deps[child] == "nsubj" and not reading.in_marks[child]
                if is_subject and (is_name or is_participle):
                    return child
    return None


def _is_inverted_subject(reading: Reading, token: int, verb: int) -> bool:
    """`said Jane Doe` is often parsed as an object, and so is `It is true, said the guard`."""
    is_name = reading.coarse[token] == "PROPN" or reading.labels[token] in ("PER", "ORG")
    is_nominal = reading.coarse[token] in NOMINAL
    is_subject = is_name or (
        reading.words[verb - 1] == ","
        and any(reading.deps[child] == "ccomp" and child < verb for child in reading.children[verb])
    )
    return reading.deps[token] in _INVERTED_DEPS and is_nominal and is_subject and not reading.in_marks[token]
