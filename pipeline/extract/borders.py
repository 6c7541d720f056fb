"""Where a reported clause starts and ends: the parse attaches too much to it, or too little."""

from pipeline.extract.cues import CALLING, DOCUMENTS, OCCASIONS, REPORTING, TELLING
from pipeline.extract.phrases import left_edge, right_edge
from pipeline.extract.reading import Reading, Stretch

_SUBJECTS = frozenset("nsubj nsubjpass csubj expl".split())
_FINITE = frozenset("MD VBD VBZ VBP".split())
_PRONOUNS = frozenset({"he", "she", "they", "it"})
_RELATIVES = frozenset("where which whose".split())
_TURNS = frozenset("and but while whereas though although".split())
_DENYING = frozenset({"did", "does", "do", "not", "n't", "n’t"})
_COORDINATORS = frozenset({"and", "but"})
LONGEST_OCCASION = 14  # tokens
_OCCASION_PREPOSITIONS = frozenset("at during in on".split())
_OPENERS = frozenset("A An He His In It She The These They This Those We".split())
_ENDS = frozenset(".?!")
_NEAR = 5  # tokens from a conjunction to the subject of its clause
_GOES_ON = frozenset("although because even if of though unless".split())
_REASONS = frozenset({"because", "if", "unless"})
_CLAIMING = REPORTING | CALLING
_OPENING, _CLOSING = frozenset('“"$£€('), frozenset('”"%)')
MOST_CUES = 8  # that a clause is looked through for; more is no prose
_FURTHEST_SUBJECT = 30  # tokens between a cue and the verb of a clause whose subject the parse loses
_FURTHEST_ADDRESSEE = 12  # tokens between a cue and its "that"


def clause_borders(reading: Reading, verb: int, subject: int, head: int) -> Stretch:
    """The complement of a cue, whose head is given, without the attribution itself."""
    start, end = left_edge(reading, head), right_edge(reading, head) + 1
    if start <= verb < end:
        start, end = (verb + 1, end) if head > verb else (start, min(verb, subject))
    if start <= subject < end:
        start, end = (max(start, subject + 1), end) if head > subject else (start, left_edge(reading, subject))
    if head < verb:
        start = _sentence_start(reading, min(start, reading.sentence_at[head].start), head)
    start, end = within_paragraph(reading, head, start, end)
    if head > verb:
        start = _from_that(reading, verb, start) or _from_cue(reading, verb, head, start)
        end = _with_adjuncts(reading, verb, end)
        end = _with_coordinated_clause(reading, verb, head, end)
        end = before_further_cue(reading, head, end)
        end = before_occasion(reading, head, _before_comment(reading, head, end))
    return trimmed(reading, start, end)


def _sentence_start(reading: Reading, start: int, head: int) -> int:
    """Behind a bracket that stays open, and behind a full stop that the parse took for one of an abbreviation."""
    depth = 0
    for place in range(head - 1, start - 1, -1):
        word = reading.words[place]
        depth += (word == ")") - (word == "(")
        is_stop = len(word) > 1 and word.endswith(".") and reading.words[place + 1] in _OPENERS
        if depth < 0 or is_stop:
            return place + 1
    return start


def within_paragraph(reading: Reading, token: int, start: int, end: int) -> Stretch:
    """Tokens [start, end) as far as they stand in the paragraph of a token."""
    first, last = reading.paragraphs[reading.paragraph_at[token]]
    return Stretch(max(start, first), min(end, last))


def trimmed(reading: Reading, start: int, end: int) -> Stretch:
    """Tokens [start, end) without punctuation at the ends, but for marks and signs that belong to the words."""
    while start < end - 1 and reading.coarse[start] in ("PUNCT", "SPACE") and reading.words[start] not in _OPENING:
        start += 1
    while end - 1 > start and reading.coarse[end - 1] in ("PUNCT", "SPACE") and reading.words[end - 1] not in _CLOSING:
        end -= 1
    return Stretch(start, end)


def _from_that(reading: Reading, verb: int, start: int) -> int | None:
    """`told the crowd that cuts to schools …`: all behind "that", whatever the parse makes of it."""
    for place in range(verb + 1, min(start, verb + _FURTHEST_ADDRESSEE)):
        if reading.lowers[place] == "that":
            is_addressed = reading.lemmas[verb] in TELLING and reading.coarse[place - 1] in ("NOUN", "PROPN", "PRON")
            if is_addressed or reading.tags[place] == "IN":
                return place
        if reading.coarse[place] in ("PUNCT", "VERB"):
            break
    return None


def _from_cue(reading: Reading, verb: int, head: int, start: int) -> int:
    """`said too often, nothing happens`, `said in winter ferries are late`: the parse hangs the front on the cue."""
    if start <= verb + 1 or reading.lemmas[verb] in TELLING:
        return start
    lacks_subject = _lacks_subject(reading, head)
    between = range(verb + 1, min(start, verb + (_FURTHEST_SUBJECT if lacks_subject else _FURTHEST_ADDRESSEE)))
    if between[-1] + 1 < start:
        return start
    is_about_the_saying = any(reading.labels[i] == "DATE" or reading.lowers[i] in DOCUMENTS for i in between)
    if (
        reading.coarse[verb + 1] in ("PUNCT", "SPACE")
        or is_about_the_saying
        or any(reading.in_marks[i] for i in between)
    ):
        return start
    commas = [i for i in (*between, start) if reading.words[i] == ","]
    is_fronted = len(commas) == 1 and commas[0] >= start - 1
    return verb + 1 if is_fronted or lacks_subject else start


def _lacks_subject(reading: Reading, verb: int) -> bool:
    is_finite = reading.tags[verb] in _FINITE
    for child in reading.children[verb]:
        if reading.deps[child] in _SUBJECTS:
            return False
        is_finite = is_finite or reading.tags[child] in _FINITE
    return is_finite


def _with_adjuncts(reading: Reading, verb: int, end: int) -> int:
    """`said police had a call about a shooting`: what stands right behind the clause is its own, not the cue's."""
    for child in reading.children[verb]:
        if reading.deps[child] in ("prep", "advcl"):
            first = left_edge(reading, child)
            is_reason = first == end + 1 and reading.words[end] == "," and reading.lowers[first] in _REASONS
            if first == end or is_reason:
                end = right_edge(reading, child) + 1
    return end


def _with_coordinated_clause(reading: Reading, verb: int, head: int, end: int) -> int:
    """`said the plan was dead, and the town would pay`: the parse hangs the second clause on the cue or above it."""
    for conjunct in (*reading.children[verb], *reading.children[reading.heads[verb]]):
        if reading.deps[conjunct] != "conj" or conjunct < head or reading.coarse[conjunct] != "VERB":
            continue
        between = [word for word in reading.lowers[end : left_edge(reading, conjunct)] if word != ","]
        is_joined = len(between) == 1 and between[0] in _COORDINATORS
        if is_joined and _has_subject(reading, conjunct) and not _governs_clause(reading, conjunct):
            return right_edge(reading, conjunct) + 1
    return end


def _has_subject(reading: Reading, verb: int) -> bool:
    return any(reading.deps[i] in ("nsubj", "nsubjpass", "expl") for i in reading.children[verb])


def _governs_clause(reading: Reading, verb: int) -> bool:
    return reading.lemmas[verb] != "" and any(reading.deps[child] == "ccomp" for child in reading.children[verb])


def before_further_cue(reading: Reading, head: int, end: int) -> int:
    """`said he was ill, adding that …`: the participle belongs to the speaker; a statement of its own follows."""
    for cue in reading.cues_between(head + 1, end)[:MOST_CUES]:
        is_apart = reading.words[cue - 1] in (",", "—", "–", "-", "--") or reading.in_marks[cue - 1]
        if reading.tags[cue] == "VBG" and is_apart and not reading.in_marks[cue]:
            return cue
        if reading.lemmas[cue] in REPORTING and reading.lowers[cue - 1] == "while" and reading.tags[cue] == "VBG":
            return cue - 1
        start = left_edge(reading, cue)
        if reading.lowers[start - 1] in _COORDINATORS and reading.lowers[start] in _PRONOUNS and start > head + 1:
            return start - 1
        if (turn := _turn(reading, head, cue)) is not None:
            return turn
    return end


def _turn(reading: Reading, head: int, cue: int) -> int | None:
    """`…, while Jane Doe said …`, `… and called it a waste`: the conjunction behind which somebody goes on to speak."""
    if reading.in_marks[cue]:
        return None
    if not _governs_clause(reading, cue) and not _says_the_same(reading, cue):
        is_framed = reading.lemmas[cue] in CALLING and reading.tags[cue] in ("VBD", "VBZ", "VBP")
        return (
            cue - 1 if is_framed and reading.deps[cue] == "conj" and reading.lowers[cue - 1] in _COORDINATORS else None
        )
    subject = next((i for i in reading.children[cue] if reading.deps[i] in _SUBJECTS and i < cue), None)
    if subject is None:
        before = cue - 1
        while before > head and reading.lowers[before] in _DENYING:
            before -= 1  # `…, but did not say when`
        is_said = reading.lemmas[cue] in _CLAIMING
        is_conjoined = is_said and reading.deps[cue] == "conj" and reading.lowers[before] in _COORDINATORS
        return before if is_conjoined else None
    place = left_edge(reading, subject) - 1
    is_same = reading.lowers[place] == "after" and _says_the_same(reading, cue)
    is_turn = reading.lemmas[cue] in REPORTING and (is_same or reading.lowers[place] in _TURNS)
    return place if is_turn and place > head else None


def _says_the_same(reading: Reading, cue: int) -> bool:
    """`…, and three quarters said the same of Roe`, `…, while half said so in May`."""
    following = reading.lowers[cue + 1 : cue + 3]
    return following[:1] == ["so"] or following == ["the", "same"]


def behind_marks(reading: Reading, cue: int, closing: int) -> int:
    """`said it was "futile," because the court had it`: the comma is inside the marks by custom and ends nothing.

    `closing` is the token behind a closing mark that a reported clause ends with; one past the clause's last token.
    """
    if closing + 2 > len(reading) or reading.in_marks[closing] or reading.words[closing - 2] in _ENDS:
        return closing
    first, second = reading.lowers[closing], reading.lowers[closing + 1]
    goes_on = first in _GOES_ON or (first in _COORDINATORS and second in _GOES_ON | {"that", "not"})
    if not goes_on and not (first in _COORDINATORS and _is_clause_of(reading, cue, closing + 1)):
        return closing
    stop = within_paragraph(reading, closing - 1, closing, reading.sentence_at[closing].end).end
    return max(closing, trimmed(reading, closing, before_further_cue(reading, closing, stop)).end)


def _is_clause_of(reading: Reading, cue: int, start: int) -> bool:
    """`said it was "a shock," and the town would pay`: a subject of its own, which is no pronoun for the speaker."""
    if reading.lemmas[cue] not in REPORTING or reading.lowers[start] in _PRONOUNS:
        return False
    return any(reading.deps[i] in _SUBJECTS for i in range(start, min(start + _NEAR, len(reading))))


def before_occasion(reading: Reading, first: int, end: int) -> int:
    """`called it "a waste" in an interview with the station`: where it was said, behind the marks, is of the saying."""
    place = end - 1
    lowest = max(first, end - LONGEST_OCCASION)
    while place > lowest and not reading.in_marks[place - 1]:
        place -= 1
    is_occasion = (
        reading.in_marks[place - 1]
        and reading.lowers[place] in _OCCASION_PREPOSITIONS
        and any(reading.deps[i] == "pobj" and reading.lowers[i] in OCCASIONS for i in reading.children[place])
    )
    return place if is_occasion else end


def _is_other_figure(reading: Reading, start: int, end: int) -> bool:
    """`Six in ten said they would, compared with 55 percent in May`: who else says it is no part of what they say."""
    is_comparison = reading.lowers[start : start + 2] == ["compared", "with"] and start + 2 < end
    return is_comparison and reading.labels[start + 2] == "PERCENT"


def _before_comment(reading: Reading, head: int, end: int) -> int:
    """`…, which was the latest of its kind`: a relative clause behind a comma at the end is the writer's comment."""
    for place in range(end - 1, head, -1):
        if reading.words[place] != ",":
            continue
        if _is_other_figure(reading, place + 1, end):
            return place
        if place + 1 < end and reading.lowers[place + 1] in _RELATIVES:
            clause = reading.heads[place + 1]
            if reading.lowers[place + 1] == "whose":
                clause = reading.heads[clause]
            is_tail = reading.deps[clause] == "relcl" and right_edge(reading, clause) + 2 >= end
            return place if is_tail and not reading.in_marks[place] else end
    return end
