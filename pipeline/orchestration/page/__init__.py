"""The operators' page: how the newsroom is doing, in the navigation of Airflow's UI."""
