"""The database: the only place that writes SQL. SQLite (embedded) and PostgreSQL run the same code."""
