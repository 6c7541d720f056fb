"""Assets that other teams' DAGs may schedule on."""

from airflow.sdk import Asset

STORIES = Asset("newswire_stories", group="newswire")
