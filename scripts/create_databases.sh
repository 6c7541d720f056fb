#!/bin/sh
# Run once by the PostgreSQL image on an empty volume: a database for Airflow with its owner, and one for the stories
# with the three roles of sql/roles.sql.
set -eu
ask() { psql -v ON_ERROR_STOP=1 --quiet --username "${POSTGRES_USER:-postgres}" "$@"; }

ask --dbname postgres -v password="$AIRFLOW_DB_PASSWORD" <<'SQL'
CREATE ROLE airflow LOGIN PASSWORD :'password';
CREATE DATABASE airflow OWNER airflow;
REVOKE ALL ON DATABASE airflow FROM PUBLIC;
CREATE DATABASE newswire;
SQL
ask --dbname newswire --file "${ROLES:-/opt/newswire/sql/roles.sql}"
ask --dbname newswire -v owner="$NEWSWIRE_OWNER_PASSWORD" -v writer="$NEWSWIRE_WRITER_PASSWORD" \
    -v reader="$NEWSWIRE_READER_PASSWORD" <<'SQL'
ALTER ROLE newswire_owner PASSWORD :'owner';
ALTER ROLE newswire_writer PASSWORD :'writer';
ALTER ROLE newswire_reader PASSWORD :'reader';
SQL
