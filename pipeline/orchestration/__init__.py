"""How Airflow runs the stages: the only package, with `dags/`, that imports Airflow."""
