"""Names that the model has passed over, told by what stands beside them."""

from collections.abc import Collection

from pipeline.extract.entities.story import NAMES, Candidates, Story
from pipeline.extract.gazetteer import Gazetteer
from pipeline.extract.lexicon import general, organisations, people, places, signals

SHORTEST_ABBREVIATION, LONGEST_ABBREVIATION = 3, 6
SEVERAL = 2
LONGEST_ITEM = 3
COMMON_WORDS = general.COMMON_NOUNS | general.FUNCTION_WORDS | general.CALENDAR | people.TITLES
INTRODUCING_TITLES = (
    people.FORMS_OF_ADDRESS
    | people.HOLDERS_BEFORE_NAMES
    | (people.OFFICES_BEFORE_NAMES - people.TITLES_BEFORE_NOUNS - {"Prime"})
    | {"Minister"}
)
LINKS = frozenset((",", "and", "or", "&"))


def propose_titled(story: Story, candidates: Candidates) -> None:
    """Make the capitals straight after a form of address or an office a person: "Prime Minister X", "Mr X Y"."""
    for token in story.capitals_in(INTRODUCING_TITLES):
        if story.touch(token) or ((held := candidates.at(token)) is not None and held.kind != "OTHER"):
            continue
        end = start = token + 1
        while end - start < LONGEST_ITEM and _is_free(story, candidates, end, may_be_other=True):
            end += 1
            if story.word(end) == "-" and story.touch(end - 1) and _is_free(story, candidates, end + 1):
                end += 2
        held = candidates.at(start)
        goes_on = candidates.at(end) is not None or (story.touch(end - 1) and story.word(end) in ("-", "("))
        is_body = not organisations.HEADS.isdisjoint(story.words[start : end + 1])
        if start < end and not goes_on and not is_body and (held is None or held.start == start):
            candidates.put(start, end, "PER")


def propose_introduced(story: Story, candidates: Candidates, world: Gazetteer) -> None:
    """Make a given name and the capitals behind it a person where a people or a role introduces them: "actor X Y"."""
    for token in story.capitals_in(world.given_names):
        if not _is_free(story, candidates, token):
            continue
        before = story.word(token - 1)
        if before not in people.APPOSITIONS and not world.is_demonym(before):
            continue
        end = token + 1
        while end - token < LONGEST_ITEM and _is_free(story, candidates, end):
            end += 1
        if end - token > 1 and candidates.at(end) is None and organisations.HEADS.isdisjoint(story.words[token:end]):
            candidates.put(token, end, "PER")


def propose_firms(story: Story, candidates: Candidates) -> None:
    """Make the capitals straight after a firm's trade a body: "the retailer X", "the news site X"."""
    for token in story.signals_in(signals.TRADES):
        end = start = token + 1
        while end - start < LONGEST_ITEM and _is_free(story, candidates, end, may_be_other=True):
            end += 1
        held = candidates.at(start)
        if start < end and candidates.at(end) is None and (held is None or held.start == start):
            candidates.put(start, end, "ORG")


def propose_abbreviations(story: Story, candidates: Candidates, known: Collection[str]) -> None:
    """Make a word in capitals a body where the story has it several times, or the world's news knows it.

    `known` are the abbreviations that the story introduces; numerals, currencies and capitals of a line are none.
    """
    abbreviations = {
        word
        for word in filter(str.isupper, story.capital_words)
        if SHORTEST_ABBREVIATION <= len(word) <= LONGEST_ABBREVIATION and word.isalpha() and word not in COMMON_WORDS
    }.difference(known, people.REGNAL_NUMERALS)
    free: dict[str, list[int]] = {}
    for token in story.capitals_in(abbreviations):
        if (
            story.tags[token] in ("NN", "NNP", "NNPS")
            and candidates.at(token) is None
            and not (story.word(token - 1).isupper() or story.word(token + 1).isupper())
        ):
            free.setdefault(story.words[token], []).append(token)
    for tokens in free.values():
        if len(tokens) >= SEVERAL or story.words[tokens[0]] in organisations.BODIES:
            for token in tokens:
                candidates.put(token, token + 1, "ORG")


def propose_places(story: Story, candidates: Candidates) -> None:
    """Make the capitals before "district", "region" or the like a place."""
    for token in story.signals_in(places.NOUNS_OF_UNITS):
        start = token
        while token - start < LONGEST_ITEM and _is_free(story, candidates, start - 1, may_be_other=True):
            start -= 1
        if start < token and not story.is_opening(start) and story.word(start - 1) != "-":
            candidates.put(start, token, "LOC")


def propose_items(story: Story, candidates: Candidates) -> None:
    """Make an unknown item between two known ones of an enumeration what these are: "Indus, X and Ravi"."""
    words = story.words
    for token in story.capitals:
        if token and words[token - 1] in LINKS and _is_free(story, candidates, token):
            end = token + 1
            while end - token < LONGEST_ITEM and _is_free(story, candidates, end):
                end += 1
            before, after = candidates.at(token - 2), candidates.at(end + 1)
            if story.word(end) in ("and", "or", "&"):
                after = after or candidates.at(end + 2)
            if story.word(end) in LINKS and before and after and before.kind == after.kind and before.kind in NAMES:
                candidates.put(token, end, before.kind)


def _is_free(story: Story, candidates: Candidates, token: int, *, may_be_other: bool = False) -> bool:
    """Whether a token is a proper noun that belongs to no name and is no common word in capitals."""
    return (
        0 <= token < len(story)
        and story.is_capital[token]
        and story.tags[token] in ("NNP", "NNPS")
        and ((held := candidates.at(token)) is None or (may_be_other and held.kind == "OTHER"))
        and story.words[token] not in COMMON_WORDS
        and not story.has_in_lower_case(story.words[token])
    )
