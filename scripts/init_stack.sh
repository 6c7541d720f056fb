#!/bin/sh
# The init service of docker-compose.yml: both databases, the pools, the first user. Safe to run again.
set -eu
newswire db upgrade
airflow db migrate
airflow pools import seeds/pools.json
umask 077
printf '{"admin": "%s"}\n' "$ADMIN_PASSWORD" > "$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"
