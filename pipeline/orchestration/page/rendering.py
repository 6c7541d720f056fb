"""From rows to HTML: whatever is put into a template is text, times are shown in the reader's zone."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

FOLDER = Path(__file__).parent
KINDS = {"PER": "person", "LOC": "place", "ORG": "organisation"}

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]")


def visible(value: Any) -> Any:
    """A text without characters that control a terminal, the direction of others, or nothing at all."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return "" if value is None else value
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", value)


def safe_link(value: str | None) -> str | None:
    """The address if it leads to the web, else None: it then is only shown."""
    try:
        parts = urlsplit(visible(value or ""))
        return value if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def moment(value: datetime | None, missing: str = "never") -> Markup:
    """A time, which the page's script puts into the reader's zone; UTC stays in the title."""
    if value is None:
        return Markup('<span class="faint">{}</span>').format(missing)
    utc = f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(value.astimezone(UTC).isoformat(), utc, utc)


def span(value: timedelta | float | None) -> str:
    """A length of time (or seconds) in its two greatest units."""
    if value is None:
        return "–"
    seconds = int(value.total_seconds() if isinstance(value, timedelta) else value)
    sign, seconds = ("−", -seconds) if seconds < 0 else ("", seconds)
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{sign}{days} d {hours} h" if hours and days < 10 else f"{sign}{days} d"
    if hours:
        return f"{sign}{hours} h {minutes} min" if minutes else f"{sign}{hours} h"
    return f"{sign}{minutes} min" if minutes else f"{sign}{seconds} s"


def sparkline(days: Sequence[int]) -> Markup:
    """A bar a day, as high as its number beside the greatest."""
    most = max(*days, 1)
    bars = "".join(f"M{6 * place} 20v-{1 + 18 * number / most:.1f}h5V20" for place, number in enumerate(days))
    label = f"new stories a day, {len(days)} days: {', '.join(map(str, days))}"
    return Markup('<svg class="spark" viewBox="0 0 {} 20" role="img" aria-label="{}"><path d="{}"/></svg>').format(
        6 * len(days), label, bars
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        finalize=visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"moment": moment, "span": span, "safe_link": safe_link, "path": lambda v: quote(v, safe="")}
    environment.globals |= {"kinds": KINDS, "sparkline": sparkline}
    return environment


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page out of a template, which finds the values, `url`, `airflow_url`, and what `access.reader` noted."""
    root = request.scope.get("root_path", "")
    state = request.state
    shared = {
        "url": _urls(root),
        "airflow_url": _urls(root.rpartition("/")[0]),
        "path": request.url.path.removeprefix(root),
        "now": datetime.now(UTC),
        "may_act": getattr(state, "may_act", False),
        "token": getattr(state, "token", ""),
        "user_name": getattr(state, "user_name", ""),
    }
    return HTMLResponse(_environment().get_template(template).render(shared | values), status)


def _urls(root: str) -> Callable[..., str]:
    def url(path: str, query: Mapping[str, Any] | None = None, **more: Any) -> str:
        given = {name: value for name, value in {**(query or {}), **more}.items() if value not in (None, "")}
        return root + path + (f"?{urlencode(given)}" if given else "")

    return url
