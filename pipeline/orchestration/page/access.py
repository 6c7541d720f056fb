"""Who may see and who may act: by Airflow's own login and permissions on `wire_ingest`; and a guard on actions."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_dag
from airflow.configuration import conf
from fastapi import Depends, Form, HTTPException, Request, status

DAG = "wire_ingest"
TOKEN_DAYS = 2

_may_read: Callable[..., None] = requires_access_dag("GET", param_dag_id=DAG)
_may_act: Callable[..., None] = requires_access_dag("POST", DagAccessEntity.RUN, DAG)


def reader(request: Request, user: GetUserDep) -> None:
    """Whoever may read wire_ingest may read the page; the request then knows the user and whether he may act."""
    _may_read(request, user)
    request.state.user_name = user.get_name()
    request.state.token = token_for(str(user.get_id()), datetime.now(UTC))
    request.state.may_act = _allows(_may_act, request, user)


def operator(request: Request, user: GetUserDep, token: Annotated[str, Form()] = "") -> str:
    """Whoever may start a run of wire_ingest may act, by a form of this page; returns the user's name."""
    _may_act(request, user)
    if not _is_own_form(request, str(user.get_id()), token, datetime.now(UTC)):
        raise HTTPException(status.HTTP_403_FORBIDDEN, "This form is not of this page, or too old. Reload the page.")
    return str(user.get_name())


Operator = Annotated[str, Depends(operator)]


def token_for(user_id: str, now: datetime) -> str:
    """What the forms of a user carry, so that no other site can send them; good for today and tomorrow (UTC)."""
    key = hmac.new(conf.get("api", "secret_key").encode(), b"newswire forms", hashlib.sha256).digest()
    return hmac.new(key, f"{user_id}\0{now:%Y-%m-%d}".encode(), hashlib.sha256).hexdigest()


def _is_own_form(request: Request, user_id: str, token: str, now: datetime) -> bool:
    days = [now - timedelta(days=number) for number in range(TOKEN_DAYS)]
    has_token = any(hmac.compare_digest(token_for(user_id, day).encode(), token.encode()) for day in days)
    return has_token and request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


def _allows(permission: Callable[..., None], request: Request, user: Any) -> bool:
    try:
        permission(request, user)
    except HTTPException:
        return False
    return True
