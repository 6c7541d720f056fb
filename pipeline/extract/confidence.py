"""How sure a statement is: the share of such statements that were right on the development texts.

A statement is right when its words, the phrase that names its speaker and the person or body behind that phrase are.
The first two depend on the rule that found it, the last on the form of the phrase; both shares are measured
(`python -m benchmarks.calibration` prints them) and multiplied.
"""

from pipeline.model import Speaker

# Share of statements whose words and speaker's phrase are right, by rule (unattributed: the words alone).
RULES = {
    "after": 0.97,
    "continued": 0.93,
    "parenthesis": 0.84,
    "before": 0.8,
    "complement": 0.8,
    "before without cue": 0.75,
    "according to": 0.74,
    "continued backward": 0.75,
    "floating": 0.74,
    "layout": 0.65,
    "frame": 0.58,
    "noun": 0.45,
    "unattributed": 0.55,
}

# Share of right phrases that mean the person or body that they were taken for, by their form.
FORMS = {"name": 0.98, "pronoun": 0.93, "group": 0.79, "description": 0.68, "unknown": 0.1}

_CONFIDENCE = {
    (rule, form): round(words * person, 2) for rule, words in RULES.items() for form, person in FORMS.items()
}
_PRONOUNS = frozenset("he her him i it she they we who which".split())


def confidence(rule: str, speaker: Speaker | None) -> float:
    """The product of both shares, between 0 and 1, to two places."""
    return RULES[rule] if speaker is None else _CONFIDENCE[rule, form(speaker)]


def form(speaker: Speaker) -> str:
    """By what the text names a speaker: a name, a pronoun, the description of somebody named, of a group, unknown."""
    if speaker.kind in ("unknown", "group"):
        return speaker.kind
    text = speaker.text.lower()
    if text in _PRONOUNS:
        return "pronoun"
    if speaker.text == speaker.name:
        return "name"
    return "description" if set(text.split()).isdisjoint(speaker.name.lower().split()) else "name"
