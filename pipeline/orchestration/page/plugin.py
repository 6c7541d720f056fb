"""The plugin by which Airflow shows the page; every process of Airflow loads this, so it imports little."""

from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

NAME = "Newswire"
PREFIX = "/newswire"


def base_path() -> str:
    """The path under which Airflow is served, without a slash at its end."""
    return urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")


class OperatorsPage(AirflowPlugin):
    """The page in the navigation, and the tab of a run that leads to what the run wrote."""

    name = "newswire"

    @cached_property
    def external_views(self) -> list[Any]:  # type: ignore[override]  # a plain list there; Airflow asks an instance
        """Where Airflow's UI shows the page, in a frame."""
        at = base_path() + PREFIX
        run = f"{at}/run?dag={{DAG_ID}}&run={{RUN_ID}}"
        icons = {"icon": f"{at}/static/icon.svg", "icon_dark_mode": f"{at}/static/icon-dark.svg"}
        return [
            {"name": NAME, "href": f"{at}/", "destination": "nav", "url_route": "newswire", **icons},
            {"name": NAME, "href": run, "destination": "dag_run", "url_route": "newswire-run", **icons},
        ]

    @cached_property
    def fastapi_apps(self) -> list[Any]:  # type: ignore[override]  # as above
        """The application; only the API server asks for it."""
        from pipeline.orchestration.page.app import create_app

        return [{"name": NAME, "app": create_app(), "url_prefix": PREFIX}]
