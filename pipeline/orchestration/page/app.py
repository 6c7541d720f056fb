"""The application: every route behind `access.reader`, strict headers on every answer, errors as pages."""

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from pipeline.errors import NewswireError
from pipeline.orchestration.page import overview, quarantine, runs, sources, stories
from pipeline.orchestration.page.access import reader
from pipeline.orchestration.page.rendering import FOLDER, page

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
STATIC = {path.name: path for path in (FOLDER / "static").iterdir() if path.is_file()}
WORDS = {
    HTTPStatus.UNAUTHORIZED: "You are not logged in to Airflow. Log in, then open this page again.",
    HTTPStatus.FORBIDDEN: "Your role in Airflow does not allow this. Ask an administrator.",
    HTTPStatus.NOT_FOUND: "There is nothing here (any more).",
}

log = logging.getLogger(__name__)
static = APIRouter()


def create_app() -> FastAPI:
    """The page's application, to be mounted in Airflow's."""
    app = FastAPI(title="Newswire", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(reader)])
    for router in (overview.router, sources.router, stories.router, quarantine.router, runs.router, static):
        app.include_router(router)
    app.middleware("http")(_with_headers)
    app.add_exception_handler(StarletteHTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _wrong)
    app.add_exception_handler(NewswireError, _unavailable)
    return app


@static.get("/static/{name}")
def asset(name: str) -> FileResponse:
    """The page's own style, script and icons."""
    if name not in STATIC:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return FileResponse(STATIC[name])


async def _with_headers(request: Request, handle: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await handle(request)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)
    code = HTTPStatus(error.status_code)
    given = "" if error.detail in {code.phrase, "Forbidden", "Not authenticated"} else error.detail
    template = "login.html" if code == HTTPStatus.UNAUTHORIZED else "error.html"
    return page(request, template, status=code, title=code.phrase, words=given or WORDS.get(code, code.description))


def _wrong(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    names = ", ".join(sorted({str(each["loc"][-1]) for each in error.errors()}))
    return page(request, "error.html", status=400, title="Not understood", words=f"Not understood: {names}")


def _unavailable(request: Request, error: Exception) -> Response:
    log.error("%s", error)
    return page(request, "error.html", status=503, title="Newswire cannot answer", words=str(error))
