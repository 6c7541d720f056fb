"""Extract: names, quotes and speakers of the versions that wait; a text that was read before is not read again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline import extract as wing
from pipeline.errors import TransientError
from pipeline.stages.report import StageReport
from pipeline.stages.room import Newsroom, RunId, Window
from pipeline.store import entities, extractions, readings, runs
from pipeline.store.engine import reading, writing
from pipeline.store.extractions import Text
from pipeline.store.readings import Outcome, Reading


def extract(
    room: Newsroom, version_ids: Sequence[int], *, run: RunId, now: datetime, again: bool = False
) -> StageReport:
    """Read the bodies of these versions and write what was found, in one transaction.

    Versions that another run holds are left to it, and those that it has read are not read `again` unless that is
    asked for. A text in a language without rules is marked `skipped: language`, one at which model or rules break
    `failed`: that is read again by newer ones, and where it is asked for. Raises ModelMissing, and TransientError where
    no text can be read.
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
    new = _read(room, [text for text in texts if text.body_hash not in known])
    with writing(room.engine) as connection:
        entities.lock(connection)  # which come after, and write to the same versions and names
        readings.save(connection, new, model=model, code_version=code, now=now)
        ids = [text.version_id for text in texts]
        linked = extractions.link_versions(connection, model=model, code_version=code, version_ids=ids)
        runs.release(connection, "extract", mine, owner)
    analyses = [r.analysis for r in new if r.analysis is not None]
    broken = {r.body_hash for r in new if r.outcome == "failed"}
    return StageReport(
        "extract",
        {
            "versions": linked,
            "texts read": len(new),
            "quotes": sum(len(a.quotes) for a in analyses),
            "mentions": sum(len(a.mentions) for a in analyses),
            "skipped: language": sum(one.outcome == "skipped: language" for one in new),
            "claimed elsewhere": len(version_ids) - len(mine),
        },
        tuple(
            f"version {text.version_id}: model or rules broke at its text" for text in texts if text.body_hash in broken
        ),
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
    unique = {text.body_hash: text for text in texts}
    languages = {key: wing.detect_language(text.body, text.language) for key, text in unique.items()}
    ruled = {key: unique[key].body for key, language in languages.items() if language in wing.RULED_LANGUAGES}
    analyses = wing.analyse_batch(room.language_model, list(ruled.values()))
    found = {key: analysis for key, analysis in zip(ruled, analyses, strict=True) if analysis is not None}
    if len(ruled) > 1 and not found:
        raise TransientError(room.language_model.version, "breaks at every text of a batch", "The log says how")
    outcomes: dict[str, Outcome] = {key: "done" if key in found else "failed" for key in ruled}
    return [
        Reading(key, language, found.get(key), outcomes.get(key, "skipped: language"))
        for key, language in languages.items()
    ]
