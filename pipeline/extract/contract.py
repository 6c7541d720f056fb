"""What extraction found, in the form that outside tools rely on (docs/architecture.md, `newswire extract --jsonl`)."""

from typing import Any

from pipeline.model import Analysis, Quote, QuotePart, Span, Speaker


def as_json(analysis: Analysis) -> dict[str, Any]:
    """Entities and quotes as plain values; parts of one statement share its number."""
    return {
        "entities": [
            {
                "start": m.start,
                "end": m.end,
                "text": m.text,
                "label": m.label,
                "name": m.name,
                "country": m.country or None,
                "metonym": m.metonym or None,
            }
            for m in analysis.mentions
        ],
        "quotes": [
            _part(part, quote, statement) for statement, quote in enumerate(analysis.quotes) for part in quote.parts
        ],
    }


def _part(part: QuotePart, quote: Quote, statement: int) -> dict[str, Any]:
    return {
        "start": part.start,
        "end": part.end,
        "text": part.text,
        "kind": part.kind,
        "statement": statement,
        "fragments": [list(fragment) for fragment in part.fragments],
        "cue": _span(quote.cue),
        "speaker": _speaker(quote.speaker),
        "confidence": quote.confidence,
        "recipient": _span(quote.recipient),
        "place": _span(quote.place),
        "time": _span(quote.time),
    }


def _span(span: Span | None) -> dict[str, Any] | None:
    return None if span is None else {"start": span.start, "end": span.end, "text": span.text}


def _speaker(speaker: Speaker | None) -> dict[str, Any] | None:
    if speaker is None:
        return None
    return {
        "start": speaker.start,
        "end": speaker.end,
        "text": speaker.text,
        "name": speaker.name,
        "kind": speaker.kind,
        "role": speaker.role or None,
    }
