"""What a source prints under story after story makes no two of them alike, and is marked."""

import random
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text, update

from pipeline.dedupe.boilerplate import paragraphs, without
from pipeline.stages.dedupe import dedupe
from pipeline.store import boilerplate, scratch
from pipeline.store.engine import reading, writing
from pipeline.store.tables import (
    Boilerplate,
    ClusterMember,
    Fingerprint,
    GramFrequency,
    Paragraph,
    Signature,
    StoryVersion,
    table_of,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAMES = ["Ada", "Bo", "Cleo", "Dot", "Eli", "Fay", "Gus", "Hal", "Ivy"]
LETTER = "Read our letter every morning, with the news of the harbour and the weather in all of the islands. " * 3
NOTICE = "© Saltby Herald. Nothing may be used elsewhere without leave."
MARKED = {LETTER.strip(), NOTICE}


def body(news: str) -> str:
    return f"{news}\n\n{LETTER}\n\n  {NOTICE}"


def news(name: str) -> str:
    chance = random.Random(name)
    return f"{name} {name}son {' '.join(''.join(chance.choices('aeioudfgklmnprst', k=6)) for _ in range(25))}."


def add(
    engine: Engine,
    bodies: list[str],
    *,
    first: int = 1,
    source: str = "herald",
    apart: timedelta = timedelta(minutes=1),
) -> None:
    texts = [
        scratch.Text(number, source, "", body, NOON + number * apart, str(number))
        for number, body in enumerate(bodies, start=first)
    ]
    with writing(engine) as connection:
        scratch.add_texts(connection, texts)
        connection.execute(update(StoryVersion).values(available_at=NOON))


def clusters(engine: Engine) -> list[int]:
    return [filed.cluster for filed in scratch.filed(engine)]


def marked(engine: Engine) -> dict[int, set[str]]:
    """What is marked in each story, cut from the body at the offsets that teams see."""
    query = text(
        "SELECT one.story_id, story.body, one.start_offset, one.end_offset, one.text "
        "FROM api_boilerplate AS one JOIN api_story AS story ON story.story_id = one.story_id"
    )
    found: dict[int, set[str]] = {}
    with reading(engine) as connection:
        for story, whole, start, end, words in connection.execute(query):
            assert whole[start:end] == words
            found.setdefault(story, set()).add(words)
    return found


def test_what_a_source_repeats_is_marked_in_all_of_its_stories_and_in_no_others(engine: Engine):
    few = boilerplate.LEARNED - 1
    add(engine, [body(news(name)) for name in NAMES[:few]])
    add(engine, [body(news(NAMES[0]))], first=50, source="courier")
    dedupe(engine, now=NOON)
    assert marked(engine) == {}
    add(engine, [body(news(NAMES[few])), "Nothing else today."], first=few + 1)
    dedupe(engine, now=NOON)
    assert marked(engine) == dict.fromkeys(range(1, few + 2), MARKED)


def test_stories_that_share_only_what_their_source_repeats_are_not_one(engine: Engine):
    add(engine, [body(news(name)) for name in NAMES[: boilerplate.LEARNED]])
    dedupe(engine, now=NOON)
    alike = ["Ada Adason opened the bridge to Midport at noon.", "Ada Adason will not stand again, she said."]
    add(engine, [body(one) for one in alike], first=20)
    add(engine, [alike[0]], first=22, source="courier")
    dedupe(engine, now=NOON)
    one, other, copy = clusters(engine)[-3:]
    assert one == copy != other


def test_a_notice_that_is_most_of_every_story_is_learned_by_its_days(engine: Engine):
    add(engine, [body(f"Ada Adason spoke {name}.") for name in NAMES], apart=timedelta(days=1))
    dedupe(engine, now=NOON)
    assert len(set(clusters(engine))) < boilerplate.LEARNED
    assert marked(engine) == dict.fromkeys(range(1, len(NAMES) + 1), MARKED)


def test_order_and_repetition_change_nothing(engine: Engine):
    add(engine, [body(news(name)) for name in NAMES])
    dedupe(engine, now=NOON)
    expected = marked(engine), signed(engine)
    for arriving in (range(len(NAMES), 0, -1), [3, 1, 8, 2, 9, 7, 4, 6, 5]):
        start_over(engine)
        for version in arriving:
            dedupe(engine, now=NOON, versions=[version])
        assert (marked(engine), signed(engine)) == expected
        assert dedupe(engine, now=NOON).counts == {}
        assert (marked(engine), signed(engine)) == expected


def signed(engine: Engine) -> list[tuple[int, bytes]]:
    table = table_of(Signature)
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(table.select().order_by(table.c.version_id))]


def start_over(engine: Engine) -> None:
    with writing(engine) as connection:
        for model in (ClusterMember, Fingerprint, Signature, GramFrequency, Paragraph, Boilerplate):
            connection.execute(table_of(model).delete())
        connection.execute(update(StoryVersion).values(clustered_at=None))


def test_versions_of_one_story_do_not_make_boilerplate_of_its_background(engine: Engine):
    background = "The harbour has been shut since a barge sank there in the storm of last week with 14 men on board."
    add(engine, [f"{news('Ada')}\n\n{background}\n\nTake {number}." for number in range(12)])
    dedupe(engine, now=NOON)
    assert len(set(clusters(engine))) == 1
    assert marked(engine) == {}


def test_what_is_old_is_forgotten_but_for_what_is_marked(engine: Engine):
    add(engine, [body(news(name)) for name in NAMES])
    dedupe(engine, now=NOON)
    with writing(engine) as connection:
        later = NOON + timedelta(days=40)
        assert boilerplate.expire(connection, later, dry_run=True) == len(NAMES)
        assert boilerplate.expire(connection, later) == len(NAMES)
        assert boilerplate.expire(connection, later) == 0
    assert marked(engine) == dict.fromkeys(range(1, len(NAMES) + 1), MARKED)


def test_paragraphs_stand_at_their_offsets():
    text = "\n One  two.\n\n\tone TWO. \r\nThree"
    found = paragraphs(text)
    assert [text[one.start : one.end] for one in found] == ["One  two.", "one TWO.", "Three"]
    assert found[0].hash == found[1].hash != found[2].hash
    assert without(text, found, {found[0].hash}).split() == ["Three"]
    assert without(text, found, ()) == text
