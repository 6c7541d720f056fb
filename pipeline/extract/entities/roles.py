"""The role that a story gives with a person's name: "goalkeeper Jane Roe", "Mayor Roe", "Jane Roe, a farmer"."""

from pipeline.extract.entities.story import Story
from pipeline.extract.lexicon import general, people

DESCRIBING = frozenset(("DT", "PRP$", "JJ", "JJR", "JJS", "NN", "NNP", "NNS", "HYPH", "POS", "CD", "VBN", "IN"))
LONGEST_DESCRIPTION = 8
"""Words."""
ABBREVIATED = {
    **{
        "gov": "governor",
        "sen": "senator",
        "rep": "congressman",
        "gen": "general",
        "col": "colonel",
        "lt": "lieutenant",
    },
    **{
        "sgt": "sergeant",
        "capt": "captain",
        "prof": "professor",
        "maj": "major",
        "cllr": "councillor",
        "supt": "superintendent",
    },
}
NO_ROLES = frozenset("mr mrs ms miss mx sir dame dr hon rev madam madame former late first".split())


def role_of(story: Story, start: int, end: int) -> str:
    """The noun of a role beside a name, in lower case: straight before it, else the head of what follows a comma."""
    return _before(story, start) or _after(story, end)


def _before(story: Story, start: int) -> str:
    word = story.word(start - 1)
    is_title = word in people.TITLES
    if not is_title and (story.tags[start - 1] != "NN" or not word.islower() or word.capitalize() in general.CALENDAR):
        return ""
    role = word.lower().rstrip(".")
    if not role.isalpha() or role in NO_ROLES:
        return ""
    return ABBREVIATED.get(role, role) if is_title else role


def _after(story: Story, end: int) -> str:
    """The head of a description between commas: the last noun before "of", "in", a comma or the like."""
    if story.word(end) != ",":
        return ""
    role = ""
    for token in range(end + 1, min(end + 1 + LONGEST_DESCRIPTION, len(story))):
        tag, word = story.tags[token], story.words[token]
        if tag not in DESCRIBING or tag == "IN":
            break
        if tag == "NN" and word.isalpha() and word.islower():
            role = word
    return role
