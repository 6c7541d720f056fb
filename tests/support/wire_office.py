"""A newsroom in a home of its own that holds the bundled stories and a story that is nothing but attacks."""

from datetime import UTC, datetime
from pathlib import Path

from pipeline.settings import Settings
from pipeline.stages import run as stages
from pipeline.store import schema
from pipeline.store.engine import open_engine

SEEDS = Path(__file__).parents[2] / "seeds"
SCRIPT = "<script>window.pwned = 1</script><img src=x onerror='window.pwned = 1'>"
CONTROL = "\u202eevil\u202c \u2066\x07\x1b[31mred\x9b"
HOSTILE = f"""\
Guid: javascript:window.pwned=1//{SCRIPT}
Headline: "><svg onload='window.pwned = 1'> {SCRIPT} {CONTROL} hostile
Byline: {SCRIPT} {CONTROL}
Dateline: OSLO {SCRIPT}
Slugline: {SCRIPT}{CONTROL}
Language: en
Urgency: {SCRIPT}
Keywords: {SCRIPT}
Editors-Note: {SCRIPT} {{{{ 7 * 7 }}}} {{% raw %}}
Link: javascript:window.pwned=1
Summary: {SCRIPT} {CONTROL}
Published: 2026-03-24T06:10:00+00:00

OSLO {SCRIPT} - "We will not be moved, <b onclick='window.pwned = 1'>friends</b>, by {CONTROL} this," said Astrid \
<i>Moen</i>, who runs <a href="javascript:window.pwned=1">the harbour</a> in Stavanger.

</article></main><iframe src="javascript:parent.pwned=1"></iframe><style>body{{display:none}}</style> {SCRIPT}
"""
CATALOGUE = """

[[outlet]]
id = "hostile"
name = '''Hostile <script>window.pwned = 1</script>'''

[[source]]
id = "hostile-files"
outlet = "hostile"
kind = "files"
path = "{folder}"
"""


def furnish(home: Path) -> stages.Newsroom:
    """Ingest all of it as a run of wire_ingest does."""
    folder = home / "hostile"
    folder.mkdir(parents=True)
    (folder / "story.txt").write_text(HOSTILE, encoding="utf-8")
    (folder / "half.rss").write_text(f"<rss version='2.0'><channel><title>{SCRIPT}", encoding="utf-8")
    catalogue = (SEEDS / "sources.toml").read_text(encoding="utf-8").replace('path = "', f'path = "{SEEDS}/')
    (home / "sources.toml").write_text(catalogue + CATALOGUE.format(folder=folder), encoding="utf-8")
    settings = Settings.read({"NEWSWIRE_HOME": str(home), "NEWSWIRE_SOURCES": str(home / "sources.toml")})
    engine = open_engine(settings.database)
    schema.upgrade(engine)
    room = stages.Newsroom.open(settings)
    run, now = stages.RunId("wire_ingest", f"manual__{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"), datetime.now(UTC)
    live = stages.Window()
    for shard in stages.plan(room, live, now=now):
        stages.fetch(room, shard, live, run=run, now=now)
    stages.parse(room, live, run=run, now=now)
    stages.dedupe(room, live, run=run, now=now)
    for batch in stages.pending_extraction(room, live, now=now, batch_size=100):
        stages.extract(room, batch, run=run, now=now)
    stages.publish(room, run=run, now=now)
    stages.audit(room, run=run, now=now)
    stages.watch(room, [], run=run, now=now)
    return room
