"""Bodies that only the model believes in, and that their own words or their neighbours speak against."""

from collections import Counter
from collections.abc import Sequence

from pipeline.extract.entities.story import Candidate, Candidates, Story
from pipeline.extract.lexicon import organisations, people

HEADS = organisations.HEADS | organisations.WEAK_HEADS | organisations.BODIES | organisations.AGENCIES


def doubt_bodies(story: Story, candidates: Candidates) -> None:
    """Mark as OTHER what is rather the title of a thing, or one word of a name that nobody knows."""
    bodies = [candidate for candidate in candidates if candidate.kind == "ORG"]
    unknown = [body for body in bodies if not _is_known(story.words[body.start : body.end])]
    if not unknown:
        return
    counts = Counter(story.name(body.start, body.end) for body in bodies)
    for body in unknown:
        if _is_of_common_words(story, body) or (
            len(body) == 1 and counts[story.words[body.start]] == 1 and _is_cut_short(story, candidates, body)
        ):
            body.kind = "OTHER"


def _is_known(words: Sequence[str]) -> bool:
    """Whether a word tells that a name is a body's, or is an abbreviation."""
    return words[0] in organisations.FIRST_WORDS or any(word.isupper() or word.capitalize() in HEADS for word in words)


def _is_of_common_words(story: Story, body: Candidate) -> bool:
    """`the Deep Repair Programme`: the story has all of its words in lower case too, as what they mean."""
    words = [word for word in story.words[body.start : body.end] if word.isalpha()]
    return len(words) > 1 and all(map(story.has_in_lower_case, words))


def _is_cut_short(story: Story, candidates: Candidates, body: Candidate) -> bool:
    """Whether one more word in capitals follows a single one, in a name that is no body's (`Acme Runner shoes`)."""
    end = body.end
    return (
        end < len(story)
        and story.is_capital[end]
        and story.words[end] not in people.TITLES
        and story.is_proper_noun(end)
        and candidates.at(end) is None
    )
