"""Who may see and do what: every route of the page in all roles, by Airflow's own login."""

import re

import httpx

from tests.page.conftest import Log_in

ARGUMENTS = {"slug": "halyard-wire", "story_id": 1, "number": 2, "name": "page.css", "item_id": 1}
QUERIES = {"/run": "?dag=test&run=first"}


def routes(method: str) -> list[str]:
    from pipeline.orchestration.page.app import create_app

    found = [(route.path, route.methods) for route in create_app().routes]
    return sorted(path.format(**ARGUMENTS) + QUERIES.get(path, "") for path, methods in found if method in methods)


def test_a_page_is_shown_to_viewers_and_operators_and_to_nobody_without_a_login(log_in: Log_in):
    nobody, viewer, operator = log_in(None), log_in("vera"), log_in("otto")
    paths = routes("GET")
    assert len(paths) >= 9
    for path in paths:
        refused = nobody.get(path)
        assert (path, refused.status_code) == (path, 401)
        assert "Halyard" not in refused.text
        assert nobody.get(path, headers={"Cookie": "_token=forged"}).status_code == 403
        for user in (viewer, operator):
            assert (path, user.get(path).status_code) == (path, 200)


def test_nothing_is_served_beside_the_routes(log_in: Log_in):
    for path in ("/docs", "/openapi.json", "/redoc", "/static/../app.py", "/static/page.html"):
        assert log_in("otto").get(path).status_code == 404


def test_every_answer_carries_the_strict_headers(log_in: Log_in):
    for user, path in (("vera", "/"), (None, "/"), ("vera", "/sources/nothing"), ("vera", "/static/page.js")):
        headers = log_in(user).get(path).headers
        assert "script-src 'self';" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_an_action_is_for_operators_by_a_form_of_the_page_alone(log_in: Log_in):
    nobody, viewer, operator = log_in(None), log_in("vera"), log_in("otto")
    paths = routes("POST")
    assert len(paths) == 5
    for path in paths:
        own = {"item": "999999", "token": form_token(operator)}
        assert (path, nobody.post(path, data=own).status_code) == (path, 401)
        assert (path, viewer.post(path, data=own | {"token": form_token(viewer)}).status_code) == (path, 403)
        for wrong in ("", "forged", form_token(viewer)):
            assert (path, operator.post(path, data=own | {"token": wrong}).status_code) == (path, 403)
        foreign = operator.post(path, data=own, headers={"Sec-Fetch-Site": "cross-site"})
        assert (path, foreign.status_code) == (path, 403)
        assert (path, operator.get(path).status_code) in {(path, 404), (path, 405), (path, 400)}


def test_a_viewer_is_offered_no_action(log_in: Log_in):
    for path in ("/sources/halyard-wire", "/quarantine"):
        assert "<button" not in log_in("vera").get(path).text.replace("<button>Show</button>", "")
        assert "<button" in log_in("otto").get(path).text


def test_runs_of_other_dags_are_not_told_of(log_in: Log_in):
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session

    for dag in ("wire_maintenance", "payroll"):
        with create_session() as session:
            session.query(DagRun).filter(DagRun.dag_id == dag).delete()
            session.add(DagRun(dag_id=dag, run_id="night", run_type="manual", state="failed"))
    told = {dag: log_in("vera").get(f"/run?dag={dag}&run=night").text for dag in ("wire_maintenance", "payroll")}
    assert ("failed</span>" in told["wire_maintenance"], "failed</span>" in told["payroll"]) == (True, False)


def form_token(client: httpx.Client) -> str:
    """What the forms of a user carry."""
    return re.search(r'name="token" value="(\w+)"', client.get("/quarantine").text)[1]
