"""Extract: names, quotes and speakers of the versions that wait; a text that was read before is not read again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline import extract as wing
from pipeline.stages.report import StageReport
from pipeline.stages.room import Newsroom, RunId, Window
from pipeline.store import entities, extractions, runs
from pipeline.store.engine import reading, writing
from pipeline.store.extractions import Reading, Text


def extract(
    room: Newsroom, version_ids: Sequence[int], *, run: RunId, now: datetime, again: bool = False
) -> StageReport:
    """Read the bodies of these versions and write what was found, in one transaction.

    Versions that another run holds are left to it, and those that it has read are not read `again` unless that is
    asked for. A text in a language without rules is stored and marked `skipped: language`. Raises ModelMissing.
    """
    owner = runs.Owner.here(f"{run}/extract")
    lease = timedelta(minutes=room.settings.lease_minutes)
    with writing(room.engine) as connection:
        mine = runs.claim(connection, "extract", version_ids, owner, now=now, lease=lease)
    with reading(room.engine) as connection:
        texts = extractions.texts_of(connection, mine, only_pending=not again)
    if not texts:
        with writing(room.engine) as connection:
            runs.release(connection, "extract", mine, owner)
        return StageReport("extract", {"versions": 0, "claimed elsewhere": len(version_ids) - len(mine)})
    model, code = room.language_model.version, wing.CODE_VERSION
    with reading(room.engine) as connection:
        hashes = [text.body_hash for text in texts]
        known = extractions.known_extractions(connection, hashes, model=model, code_version=code)
    readings = _read(room, [text for text in texts if text.body_hash not in known])
    with writing(room.engine) as connection:
        entities.lock(connection)  # which come after, and write to the same versions and names
        extractions.save_readings(connection, readings, model=model, code_version=code, now=now)
        ids = [text.version_id for text in texts]
        linked = extractions.link_versions(connection, model=model, code_version=code, version_ids=ids)
        runs.release(connection, "extract", mine, owner)
    analyses = [r.analysis for r in readings if r.analysis is not None]
    return StageReport(
        "extract",
        {
            "versions": linked,
            "texts read": len(readings),
            "quotes": sum(len(a.quotes) for a in analyses),
            "mentions": sum(len(a.mentions) for a in analyses),
            "skipped: language": len(readings) - len(analyses),
            "claimed elsewhere": len(version_ids) - len(mine),
        },
    )


def look(room: Newsroom, version_ids: Sequence[int]) -> list[Reading]:
    """The texts of these versions as this model and these rules read them; nothing is written."""
    with reading(room.engine) as connection:
        texts = extractions.texts_of(connection, version_ids)
    return _read(room, texts)


def outdated(room: Newsroom, window: Window, source: str | None) -> list[int]:
    """Ids of the versions that another model or other rules have read."""
    with reading(room.engine) as connection:
        return extractions.outdated_versions(
            connection,
            model=room.language_model.version,
            code_version=wing.CODE_VERSION,
            start=window.start,
            end=window.end,
            source=source,
        )


def _read(room: Newsroom, texts: Sequence[Text]) -> list[Reading]:
    unique = {text.body_hash: text for text in texts}.values()
    languages = {text.body_hash: wing.detect_language(text.body, text.language) for text in unique}
    ruled = [text for text in unique if languages[text.body_hash] in wing.RULED_LANGUAGES]
    analyses = wing.analyse(room.language_model, (text.body for text in ruled))
    found = dict(zip((text.body_hash for text in ruled), analyses, strict=True))
    return [Reading(text.body_hash, languages[text.body_hash], found.get(text.body_hash)) for text in unique]
