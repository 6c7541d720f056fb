"""`newswire archive`: the raw documents."""

import typer

from pipeline.cli.common import AsJson, complain, newsroom, out, print_json, progress
from pipeline.stages.verify import count_documents, verify

app = typer.Typer(help="The archive of raw documents.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The archive of raw documents."""


@app.command(name="verify")
def verify_all(as_json: AsJson = False) -> None:
    """Read back every raw document and name those that are missing or damaged; exit code 1 if there are any."""
    room = newsroom()
    bad = []
    total = count_documents(room)
    with progress("verify", total) as bar:
        for verdict in verify(room):
            bar.advance(bar.task_ids[0])
            if verdict.problem:
                bad.append(verdict)
                document = verdict.document
                complain(f"{verdict.place}: {verdict.problem}. It came from {document.url} of {document.source}")
    if as_json:
        named = [
            {"sha256": one.document.sha256, "url": one.document.url, "source": one.document.source, "place": one.place}
            | {"problem": one.problem}
            for one in bad
        ]
        print_json({"documents": total, "bad": named})
    else:
        out.print(f"{total} documents, {f'{len(bad)} missing or damaged' if bad else 'all there and whole'}")
    raise typer.Exit(1 if bad else 0)
