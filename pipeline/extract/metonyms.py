"""Capitals and countries that speak: "Beijing said" means China's government, though the name is a place's."""

from collections.abc import Sequence

from pipeline.extract.countries import countries
from pipeline.model import Mention, Quote


def mark_metonyms(mentions: Sequence[Mention], quotes: Sequence[Quote]) -> tuple[Mention, ...]:
    """The mentions, with the country whose government is meant on those places that a statement is attributed to."""
    speaking = {(q.speaker.start, q.speaker.end) for q in quotes if q.speaker and q.speaker.kind == "LOC"}
    if not speaking:
        return tuple(mentions)
    return tuple(
        m._replace(metonym=countries().government(m.name)) if m.label == "LOC" and (m.start, m.end) in speaking else m
        for m in mentions
    )
