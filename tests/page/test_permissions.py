"""Who may see and do what: every route of the page in all roles, by Airflow's own login."""

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
