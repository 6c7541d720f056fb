"""How long the operators' page takes: `python -m benchmarks.speed_page [STORIES]`, by default 100,000, on PostgreSQL.

Fills a throw-away database with rows of the shape that the pipeline writes (200 sources, 30 days, versions, clusters,
readings with names and quotes), then asks for each page as an operator and prints the fastest, the median and the
slowest of ROUNDS answers, rendering and permissions included. Exits with 1 where the median is over the limit.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text

import tests.support.airflow_home  # noqa: F401 -- fixes Airflow's home before anything of Airflow is imported
from pipeline.archive import Archive
from pipeline.settings import Settings
from pipeline.stages.room import Newsroom
from pipeline.store import schema
from pipeline.store.engine import open_engine
from tests.support.postgres import postgres_server

ROUNDS = 20
LIMITS = {  # milliseconds
    "/": 200,
    "/stories/{story}": 100,
    "/sources": 500,
    "/sources/source-7": 500,
    "/stories": 500,
    "/stories?after={after}": 500,
    "/stories?source=source-7&kind=correction": 500,
    "/stories?words=nothing+like+it": 1000,
    "/stories?person=Person+17": 1000,
    "/quarantine": 500,
    "/runs": 500,
}

FILL = """
INSERT INTO outlet (slug, name, is_agency) SELECT 'outlet-' || n, 'Outlet ' || n, n < 5 FROM generate_series(1, 100) AS n;
INSERT INTO source (slug, outlet_id, kind, location, interval_minutes, is_history_only, is_active)
SELECT 'source-' || n, 1 + n % 100, 'feed', 'https://outlet.example/' || n, 15, false, true FROM generate_series(1, 200) AS n;
INSERT INTO feed_state (source_id, next_poll_at, failures, last_success_at, has_true_validators, slowdowns, moved_polls, last_item_at, usual_gap_seconds)
SELECT n, now() + interval '5 minutes', 0, now(), true, 0, 0, now() - interval '1 hour', 3600 FROM generate_series(1, 200) AS n;
INSERT INTO source_health (source_id, since, state, reason)
SELECT 1 + n % 200, now() - n * interval '1 hour', CASE n % 7 WHEN 0 THEN 'broken' WHEN 1 THEN 'quiet' ELSE 'ok' END, 'as it goes'
FROM generate_series(1, 2000) AS n;
INSERT INTO raw_document (sha256, size, archived_at) SELECT md5(n::text) || md5(n::text), 1000, now() FROM generate_series(1, 1000) AS n;
INSERT INTO "fetch" (source_id, url, started_at, finished_at, is_history, outcome, status, headers, failure, raw_document_id, parsed_at, items)
SELECT 1 + n % 200, 'https://outlet.example/' || n % 200, now() - n * interval '13 seconds', now() - n * interval '13 seconds', false,
    CASE WHEN n % 50 = 0 THEN 'failed' ELSE 'document' END, 200, '{"etag": "x"}', CASE WHEN n % 50 = 0 THEN 'timed out' END,
    CASE WHEN n % 50 <> 0 THEN 1 + n % 1000 END, now(), 1
FROM generate_series(1, 200000) AS n;
INSERT INTO quarantine (stage, item_key, source_id, fetch_id, what, reason, quarantined_at, resolved_at)
SELECT 'parse', n::text, 1 + n % 200, n, 'document ' || n, 'reason ' || n % 30, now(), CASE WHEN n > 3000 THEN now() END
FROM generate_series(1, 20000) AS n;
INSERT INTO stage_run (dag, run, stage, shard, started_at, counts, failed, code_version)
SELECT 'wire_ingest', 'run ' || n / 12, 'stage ' || n % 12, '', now() - (34560 - n) * interval '75 seconds', '{"new": 3, "seen": 40}', '[]', '1'
FROM generate_series(1, 34560) AS n;
INSERT INTO entity (kind, name) SELECT CASE n % 3 WHEN 0 THEN 'PER' WHEN 1 THEN 'LOC' ELSE 'ORG' END,
    CASE n % 3 WHEN 0 THEN 'Person ' ELSE 'Other ' END || n FROM generate_series(1, 50000) AS n;
INSERT INTO story (source_id, guid, first_seen_at)
SELECT 1 + n % 200, 'guid-' || n, now() - (:stories - n) * interval '30 days' / :stories FROM generate_series(1, :stories) AS n;
INSERT INTO extraction (body_hash, model, code_version, language, outcome, extracted_at)
SELECT 'body-' || n, 'model', '1', 'en', 'done', now() FROM generate_series(1, :stories) AS n;
INSERT INTO story_version (story_id, number, kind, format, wire_version, headline, summary, body, byline, dateline, slugline, language,
    urgency, pubstatus, keywords, genre, authors, editors_note, link, copyright_holder, copyright_notice, usage_terms, wire_guid, place,
    credit, pictures, extra, profile, published_at, first_seen_at, last_seen_at, revised_at, released_at, content_hash, body_hash,
    fetch_id, raw_document_id, clustered_at, extraction_id, available_at)
SELECT n, 1, CASE n % 40 WHEN 0 THEN 'correction' ELSE 'original' END, 'feed', '', 'Headline of story ' || n, 'A summary',
    (SELECT string_agg(md5((n + k)::text) || ' said Person ' || k, E'\n\n') FROM generate_series(1, 60) AS k), '', '', '', 'en',
    '', '', '[]', '[]', '[]', '', 'https://outlet.example/story/' || n, '', '', '', '', '',
    '', '[]', '{}', '', at, at + interval '4 minutes', at, at, at, 'content-' || n, 'body-' || n,
    1 + n % 200000, 1 + n % 1000, at, n, at + interval '5 minutes'
FROM (SELECT n, now() - (:stories - n) * interval '30 days' / :stories AS at FROM generate_series(1, :stories) AS n) AS each;
INSERT INTO story_key (source_id, kind, value, story_id) SELECT source_id, 'guid', guid, id FROM story;
INSERT INTO cluster (created_at) SELECT now() FROM generate_series(1, :stories / 2);
INSERT INTO cluster_member (cluster_id, version_id, relation, matched_version_id, score, rule)
SELECT 1 + n / 2 % (:stories / 2), n, CASE n % 2 WHEN 0 THEN 'original' ELSE 'copy' END, nullif(n - 1, 0), 0.9, 'shared' FROM generate_series(1, :stories) AS n;
INSERT INTO mention (extraction_id, start, "end", text, label, name, entity_id, position)
SELECT n, k * 50, k * 50 + 10, 'Person', 'PER', 'Person', 1 + (n * 31 + k * k * k * 7) % 50000, 'text'
FROM generate_series(1, :stories) AS n, generate_series(1, 12) AS k;
INSERT INTO quote (extraction_id, number, kind, text, speaker_name, speaker_kind, speaker_entity_id, confidence, rule)
SELECT n, k, 'direct', 'What was said', 'Person', 'PER', 1 + (n * 31 + k) % 50000, 0.9, 'after' FROM generate_series(1, :stories) AS n, generate_series(1, 5) AS k;
INSERT INTO quote_part (quote_id, number, start, "end", text, kind, fragments)
SELECT id, 1, number * 90, number * 90 + 30, 'What was said', 'direct', '[]' FROM quote;
"""  # noqa: E501 -- a line a table reads better


def main(stories: int = 100_000) -> int:
    """Fill, measure, print; returns the exit status."""
    with postgres_server() as url, tempfile.TemporaryDirectory() as home:
        engine = open_engine(url)
        schema.upgrade(engine)
        started = time.monotonic()
        fill(engine, stories)
        print(f"{stories} stories in {time.monotonic() - started:.0f} s", flush=True)
        room = Newsroom(Settings.read({"NEWSWIRE_HOME": home}), engine, Archive(Path(home) / "archive"))
        slow = measure(room, stories)
        engine.dispose()
    return int(slow)


def fill(engine: Engine, stories: int) -> None:
    """Rows for so many stories."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET session_replication_role = replica"))  # references are not checked row by row
        for statement in filter(str.strip, FILL.split(";\n")):
            connection.exec_driver_sql(statement.replace(":stories", str(stories)).replace("%", "%%"))
        connection.execute(text("VACUUM ANALYZE"))


def measure(room: Newsroom, stories: int) -> bool:
    """Print the times of each page; says whether one is slower than its limit."""
    import httpx

    from pipeline.orchestration.page import desk
    from tests.page.conftest import serving, token

    desk.newsroom = lambda: room  # type: ignore[assignment]
    after = f"{datetime.now(UTC).isoformat()}_{stories // 2}"
    is_slow = False
    with serving() as address, httpx.Client(base_url=address, cookies={"_token": token("otto")}, timeout=120) as client:
        print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(f"{'page':45} {'fastest':>8} {'median':>8} {'slowest':>8} {'limit':>6}  ms")
        for path, limit in LIMITS.items():
            times = []
            for turn in range(ROUNDS):
                url = path.format(
                    story=1 + (stories // 2 + 101 * turn) % stories, after=httpx.QueryParams({"a": after})["a"]
                )
                url = url.replace("+00:00", "%2B00:00")
                begun = time.perf_counter()
                answer = client.get(url)
                times.append((time.perf_counter() - begun) * 1000)
                assert answer.status_code == 200, (url, answer.text)
            median = statistics.median(times)
            is_slow |= median > limit
            print(f"{path:45} {min(times):8.0f} {median:8.0f} {max(times):8.0f} {limit:6}", flush=True)
    return is_slow


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    raise SystemExit(main(*map(int, sys.argv[1:2])))
