#!/bin/sh
# The init service of docker-compose.yml: both databases, the pools, the first user. Run again it changes none of them.
set -eu
newswire db upgrade
airflow db migrate
python -m pipeline.orchestration.pools
airflow users create --username admin --password "$ADMIN_PASSWORD" --role Admin \
    --firstname Newswire --lastname Admin --email "admin@localhost"
