"""Quarantine: what could not be used, why, and its bytes; retry and discard, in bulk too."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from pipeline.errors import NewswireError
from pipeline.orchestration.page import desk
from pipeline.orchestration.page.access import Operator
from pipeline.orchestration.page.acting import notice, perform
from pipeline.orchestration.page.desk import looking
from pipeline.orchestration.page.rendering import page
from pipeline.store.desk import actions, quarantine

router = APIRouter()

SHOWN_BYTES = 64 * 1024
DUMPED_BYTES = 2 * 1024


@router.get("/quarantine")
def show_all(
    request: Request,
    source: str = "",
    reason: str = "",
    after: int | None = None,
    done: str = "",
    number: int = 0,
    run: str = "",
) -> HTMLResponse:
    """What is set aside, and why most of it is."""
    with looking() as connection:
        rows = quarantine.listed(connection, source=source, reason=reason, after=after)
        reasons = quarantine.reasons(connection)
    shown = rows[: quarantine.PAGE]
    return page(
        request,
        "quarantine.html",
        title="Quarantine",
        rows=shown,
        goes_on=shown[-1]["id"] if len(rows) > len(shown) else None,
        reasons=reasons,
        given={"source": source, "reason": reason},
        after=after,
        notice=notice(done, number, run),
    )


@router.get("/quarantine/{item_id}")
def show_one(request: Request, item_id: int) -> HTMLResponse:
    """One item with its bytes."""
    item = _item(item_id)
    with looking() as connection:
        done = actions.of_subject(connection, f"quarantine:{item_id}")
    data, problem = _bytes(item)
    return page(
        request,
        "item.html",
        title=f"Set aside: {item['what']}",
        item=item,
        actions=done,
        problem=problem,
        text=as_text(data) if data is not None else None,
        is_cut=data is not None and len(data) > SHOWN_BYTES,
    )


@router.get("/quarantine/{item_id}/bytes")
def download(item_id: int) -> Response:
    """The bytes as a file, never as a document that a browser would show."""
    data, problem = _bytes(_item(item_id))
    if data is None:
        raise HTTPException(404, problem)
    headers = {"Content-Disposition": f'attachment; filename="quarantine-{item_id}.bin"'}
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.post("/quarantine/retry")
def retry(request: Request, who: Operator, item: Annotated[list[str], Form()]) -> RedirectResponse:
    """The documents of these items are parsed again by the next run."""
    return perform(request, "retry", item, who=who, reason="", back="/quarantine", needs_run=True)


@router.post("/quarantine/discard")
def discard(
    request: Request, who: Operator, item: Annotated[list[str], Form()], reason: Annotated[str, Form()] = ""
) -> RedirectResponse:
    """Nothing of these items is worth keeping."""
    return perform(request, "discard", item, who=who, reason=reason, back="/quarantine", needs_run=False)


def as_text(data: bytes) -> str:
    """The beginning of a document as text; bytes that are none as hexadecimal digits, sixteen a line."""
    head = data[:SHOWN_BYTES]
    if b"\0" not in head[:1024]:
        return head.decode("utf-8", errors="replace")
    rows = (head[first : first + 16] for first in range(0, min(len(head), DUMPED_BYTES), 16))
    return "\n".join(f"{16 * place:06x}  {row.hex(' '):47}  {_printable(row)}" for place, row in enumerate(rows))


def _printable(row: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)


def _item(item_id: int) -> Any:
    with looking() as connection:
        item = quarantine.one_item(connection, item_id)
    if item is None:
        raise HTTPException(404)
    return item


def _bytes(item: Any) -> tuple[bytes | None, str]:
    """The bytes of an item, or why there are none."""
    if not item["sha256"]:
        return None, "It has no bytes: it could not be read in the first place."
    try:
        return desk.newsroom().archive.get(item["sha256"]), ""
    except NewswireError as error:
        return None, str(error)
