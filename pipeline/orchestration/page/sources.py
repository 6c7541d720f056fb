"""Sources: how each is doing, why and since when; check now, hold, release."""

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from pipeline.orchestration.page.access import Operator
from pipeline.orchestration.page.acting import notice, perform
from pipeline.orchestration.page.desk import looking
from pipeline.orchestration.page.rendering import page
from pipeline.store.desk import actions, sources

router = APIRouter()

ORDER = ("broken", "gone", "blocked", "quiet", "slow", "held", "ok")


@router.get("/sources")
def show_all(request: Request, state: str = "", words: str = "") -> HTMLResponse:
    """All sources, those that need somebody first."""
    now = datetime.now(UTC)
    with looking() as connection:
        rows = [state_of(dict(row)) for row in sources.all_sources(connection)]
        days = sources.daily_stories(connection, now=now)
    shown = [row for row in rows if state in ("", row["state"]) and words.casefold() in _text(row)]
    shown.sort(key=lambda row: (not row["is_active"], _rank(row["state"]), row["slug"]))
    return page(
        request,
        "sources.html",
        title="Sources",
        rows=shown,
        total=len(rows),
        days=days,
        state=state,
        words=words,
        states=sorted({row["state"] for row in rows}, key=_rank),
        empty=(0,) * sources.DAYS,
    )


@router.get("/sources/{slug}")
def show_one(request: Request, slug: str, done: str = "", number: int = 0, run: str = "") -> HTMLResponse:
    """One source: its state, its history, its last polls, and what was done by hand."""
    now = datetime.now(UTC)
    with looking() as connection:
        found = sources.one_source(connection, slug)
        if found is None:
            raise HTTPException(404)
        values: dict[str, Any] = {
            "days": sources.daily_stories(connection, now=now, source_id=found["id"]).get(found["id"]),
            "states": sources.states(connection, found["id"]),
            "fetches": sources.fetches(connection, found["id"]),
            "actions": actions.of_subject(connection, f"source:{slug}"),
        }
    return page(
        request,
        "source.html",
        title=slug,
        source=state_of(dict(found)),
        empty=(0,) * sources.DAYS,
        notice=notice(done, number, run),
        **values,
    )


@router.post("/sources/{slug}/check")
def check(request: Request, who: Operator, slug: str) -> RedirectResponse:
    """Ask it now."""
    return _perform(request, "check", slug, who, needs_run=True)


@router.post("/sources/{slug}/hold")
def hold(request: Request, who: Operator, slug: str, reason: Annotated[str, Form()] = "") -> RedirectResponse:
    """Ask it no more until it is released."""
    return _perform(request, "hold", slug, who, reason)


@router.post("/sources/{slug}/release")
def release(request: Request, who: Operator, slug: str) -> RedirectResponse:
    """Ask it again."""
    return _perform(request, "release", slug, who, needs_run=True)


def _perform(
    request: Request, action: str, slug: str, who: str, reason: str = "", *, needs_run: bool = False
) -> RedirectResponse:
    back = f"/sources/{quote(slug, safe='')}"
    return perform(request, action, [slug], who=who, reason=reason, back=back, needs_run=needs_run)


def state_of(row: dict[str, object]) -> dict[str, object]:
    """The row of a source with the state that operators see: their own hold comes before what the polls showed."""
    if row["held_at"] is None:
        return row
    reason = f"held by {row['held_by']}" + (f": {row['hold_reason']}" if row["hold_reason"] else "")
    return row | {"state": "held", "reason": reason, "since": row["held_at"]}


def _rank(state: object) -> int:
    return ORDER.index(str(state)) if state in ORDER else len(ORDER)


def _text(row: dict[str, object]) -> str:
    return f"{row['slug']} {row['outlet']} {row['location']}".casefold()
