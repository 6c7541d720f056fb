"""Looking at the data: stories, quotes, sources, and the report of the whole."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.markup import escape

from pipeline.cli.cluster import show_cluster
from pipeline.cli.common import LARGEST_INTEGER, AsJson, newsroom, out, print_json, print_table
from pipeline.cli.sources import status
from pipeline.errors import RejectedInput
from pipeline.store import alerts, runs, stories, views
from pipeline.store.engine import reading

app = typer.Typer(help="Look at stories, quotes and sources.", no_args_is_help=True)
app.command(name="sources")(status)
app.command(name="cluster")(show_cluster)
LONG = 160

QUERIES = (
    "SELECT speaker_name, text FROM api_quote WHERE kind = 'direct' ORDER BY confidence DESC LIMIT 10;",
    "SELECT headline, story_count, outlet_count FROM api_cluster ORDER BY story_count DESC LIMIT 10;",
    "SELECT name, kind, story_count FROM api_entity ORDER BY story_count DESC LIMIT 10;",
)


def _short(text: str | None) -> str:
    line = " ".join((text or "").split())
    return line if len(line) <= LONG else line[: LONG - 1].rstrip() + "…"


@app.command()
def story(
    wanted: Annotated[str, typer.Argument(metavar="ID|GUID|HEADLINE", help="An id, a guid, or words of a headline.")],
    as_json: AsJson = False,
) -> None:
    """A story with all its versions, its entities and its quotes."""
    with reading(newsroom().engine) as connection:
        versions = stories.find_versions(connection, wanted)
        ids = list(dict.fromkeys(row["story_id"] for row in versions))
        found = {i: (views.mentions(connection, i), views.quotes(connection, story=i)) for i in ids}
    if not versions:
        raise RejectedInput(wanted, "no story has this id, guid or headline", "Try: newswire show quotes")
    if as_json:
        for i in ids:
            entities, said = found[i]
            print_json(
                {
                    "story": i,
                    "versions": [dict(row) for row in versions if row["story_id"] == i],
                    "entities": [dict(row) for row in entities],
                    "quotes": [dict(row) for row in said],
                }
            )
        return
    for i in ids:
        own = [row for row in versions if row["story_id"] == i]
        out.print(f"[bold]{escape(own[-1]['headline'] or _short(own[-1]['body']))}[/bold]  (story {i})")
        rows = [(row["number"], row["kind"], row["published_at"], _short(row["headline"])) for row in own]
        print_table("Versions", ("version", "kind", "published", "headline"), rows)
        entities, said = found[i]
        print_table("Entities", ("name", "kind", "mentions"), [tuple(row.values()) for row in entities])
        print_table(
            "Quotes", ("speaker", "kind", "words"), [(q["speaker_name"], q["kind"], _short(q["text"])) for q in said]
        )


@app.command()
def quotes(
    speaker: Annotated[str, typer.Option(help="Part of the speaker's name.")] = "",
    about: Annotated[str, typer.Option(help="Words in the quote.")] = "",
    limit: Annotated[int, typer.Option(help="How many at most.", min=1, max=LARGEST_INTEGER)] = 50,
    as_json: AsJson = False,
) -> None:
    """Who said what."""
    with reading(newsroom().engine) as connection:
        rows = views.quotes(connection, speaker=speaker, about=about, limit=limit)
    if as_json:
        for row in rows:
            print_json(dict(row))
        return
    listed = [(row["speaker_name"], row["kind"], _short(row["text"]), row["outlet"]) for row in rows]
    print_table(f"{len(rows)} quotes", ("speaker", "kind", "words", "outlet"), listed)


@app.command(name="alerts")
def alerts_now(as_json: AsJson = False) -> None:
    """What needs somebody at present, by the last run's judgement."""
    with reading(newsroom().engine) as connection:
        notices = alerts.current(connection)
    if as_json:
        for notice in notices:
            print_json(asdict(notice))
        return
    rows = [(f"{notice.since:%Y-%m-%d %H:%M} UTC", notice.message, notice.remedy) for notice in notices]
    print_table(f"{len(rows)} alerts", ("since", "what", "what to do"), rows)


def report() -> None:
    """What the last run did and what there is: stories, clusters, who is quoted, what was set aside."""
    room = newsroom()
    with reading(room.engine) as connection:
        last = {row["stage"]: row["counts"] for row in runs.latest_run(connection)}
        totals, seen = stories.totals(connection), views.counts(connection)
        people, entities = views.most_quoted(connection), views.top_entities(connection)
        set_aside = runs.open_quarantine(connection)
    parsed = last.get("parse", {})
    new, updated = parsed.get("new", 0), parsed.get("updated", 0)
    if last:
        changes = f"{new} new stories, {updated} new versions of known ones" if new or updated else "nothing new"
        out.print(f"[bold]Last run:[/bold] {changes}\n")
    out.print(
        f"[bold]{totals['stories']}[/bold] stories in [bold]{totals['versions']}[/bold] versions and "
        f"[bold]{totals['clusters']}[/bold] clusters; teams see {seen['story']} of them, "
        f"with {seen['quote']} quotes and {seen['entity']} entities\n"
    )
    most = [(row["name"], row["quotes"], row["stories"], f"“{_short(row['text'])}”") for row in people]
    print_table("Most quoted people", ("who", "quotes", "stories", "for example"), most)
    print_table("Top entities", ("name", "kind", "stories", "mentions"), [tuple(row.values()) for row in entities])
    if set_aside:
        print_table("In quarantine", ("what", "why"), [(row["what"], row["reason"]) for row in set_aside])
    out.print(f"[bold]Database:[/bold] {escape(room.engine.url.render_as_string(hide_password=True))}")
    out.print("[bold]Queries to try:[/bold]")
    for query in QUERIES:
        out.print(f"  {query}", markup=False)
