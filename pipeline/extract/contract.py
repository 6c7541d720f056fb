"""What extraction found, in the form that outside tools rely on (docs/architecture.md, `newswire extract --jsonl`)."""

from typing import Any

from pipeline.model import Analysis, Quote, QuotePart, Span, Speaker


def as_json(analysis: Analysis) -> dict[str, Any]:
    """Entities and quotes as plain values; parts of one statement share its number.

    `recipient`, `place` and `time` of a quote and `role` of a speaker are there only where the text says them.
    """
    return {
        "entities": [
            {"start": m.start, "end": m.end, "text": m.text, "label": m.label, "name": m.name}
            for m in analysis.mentions
        ],
        "quotes": [
            _part(part, quote, statement) for statement, quote in enumerate(analysis.quotes) for part in quote.parts
        ],
    }


def _part(part: QuotePart, quote: Quote, statement: int) -> dict[str, Any]:
    row = {
        "start": part.start,
        "end": part.end,
        "text": part.text,
        "kind": part.kind,
        "statement": statement,
        "fragments": [list(fragment) for fragment in part.fragments],
        "cue": quote.cue and _span(quote.cue),
        "speaker": quote.speaker and _speaker(quote.speaker),
        "confidence": quote.confidence,
    }
    for key, span in (("recipient", quote.recipient), ("place", quote.place), ("time", quote.time)):
        if span is not None:
            row[key] = _span(span)
    return row


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


def _speaker(speaker: Speaker) -> dict[str, Any]:
    role = {"role": speaker.role} if speaker.role else {}
    return {"start": speaker.start, "end": speaker.end, "text": speaker.text, "name": speaker.name, **role}
