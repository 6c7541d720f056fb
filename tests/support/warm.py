"""Imported: all that a worker imports and loads for its first stories is here, and a process forked now has it too."""

from pipeline import cli, extract, formats
from pipeline.settings import Settings

STORY = b'A fair\n\nCorran held a fair on Monday.\n\n"It was loud," said Ada Finch, who lives in Corran.\n'
FEED = b"<rss version='2.0'><channel><item><title>A fair</title><description>Held.</description></item></channel></rss>"

assert cli.app
for name, data in {"fair.txt": STORY, "fair.rss": FEED}.items():
    bodies = [story.body for story in formats.parse(data, name=name).stories]
    assert extract.detect_language(bodies[0], "") is not None
    assert list(extract.analyse(extract.load(Settings.read({}).model), bodies))
