"""`newswire`, the command line. Exit codes: 0 done; 1 some input failed and is named; 2 wrong usage or settings."""

import sys
from collections.abc import Sequence

import typer

from pipeline import __version__
from pipeline.cli import archive, cluster, entity, purge, show, sources, streams
from pipeline.cli.backfill import backfill
from pipeline.cli.common import complain, settings
from pipeline.cli.ingest import ingest
from pipeline.cli.reprocess import reprocess
from pipeline.errors import DatabaseUnavailable, NewswireError, PermanentError, SettingsError
from pipeline.process import interrupt_nobody
from pipeline.store import schema
from pipeline.store.engine import open_engine

app = typer.Typer(
    name="newswire",
    help="Wire stories in; stories, versions, clusters, entities and attributed quotes out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
db = typer.Typer(help="The database's schema.", no_args_is_help=True)
app.command()(ingest)
app.command()(backfill)
app.command()(reprocess)
app.command()(streams.extract)
app.command()(streams.parse)
app.command()(streams.page)
app.command()(show.report)
app.add_typer(show.app, name="show")
app.add_typer(cluster.app, name="cluster")
app.add_typer(entity.app, name="entity")
app.add_typer(sources.app, name="sources")
app.add_typer(archive.app, name="archive")
app.add_typer(purge.app, name="purge")
app.add_typer(db, name="db")


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


@db.command()
def upgrade() -> None:
    """Bring the database's schema to the newest form; creates it where there is none."""
    engine = open_engine(settings().database)
    schema.upgrade(engine)
    typer.echo(f"{engine.url.render_as_string(hide_password=True)}: schema {schema.check(engine)}")


@db.command()
def check() -> None:
    """Say whether the database's schema is the one that this program needs."""
    engine = open_engine(settings().database)
    typer.echo(f"{engine.url.render_as_string(hide_password=True)}: schema {schema.check(engine)}, as needed")


def main() -> None:
    """Run the command line; errors of ours become one line on standard error and an exit code."""
    interrupt_nobody()
    try:
        _check_arguments(sys.argv)
        app()
    except NewswireError as error:
        complain(error)
        sys.exit(2 if isinstance(error, PermanentError | DatabaseUnavailable) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def _check_arguments(arguments: Sequence[str]) -> None:
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise SettingsError(
                ascii(argument), "is not UTF-8", "Name the folder that holds it, or rename it"
            ) from None
