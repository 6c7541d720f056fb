#!/bin/sh
# Run once by the PostgreSQL image on an empty volume: a database for Airflow and one for the stories, an owner each.
set -eu
create() {
    psql -v ON_ERROR_STOP=1 -v name="$1" -v password="$2" --username "$POSTGRES_USER" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
}
create airflow "$AIRFLOW_DB_PASSWORD"
create newswire "$NEWSWIRE_DB_PASSWORD"
