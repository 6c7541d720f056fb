"""Assets: what other teams' DAGs may schedule on, and what starts a run of wire_ingest."""

from airflow.sdk import Asset

STORIES = Asset("newswire_stories", group="newswire")
ARRIVALS = Asset("newswire_arrivals", group="newswire")
