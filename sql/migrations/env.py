"""Alembic's entry: the connection comes from `pipeline.store.schema`, never from a file."""

from typing import Any, Literal

from alembic import context

from pipeline.store.tables import Base, UtcDateTime


def render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our time type as the plain type behind it: a migration does not depend on the code of its day."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
