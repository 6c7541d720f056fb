"""The stage that compares: utterances over stories and changes between versions, on both databases, in any order."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert, select, text, update

from pipeline.model import Analysis, Mention, Quote, QuotePart, Speaker
from pipeline.stages import compare as stage
from pipeline.stages.compare import compare
from pipeline.stages.dedupe import dedupe
from pipeline.store import extractions, readings, scratch, stories, utterances
from pipeline.store.engine import reading, writing
from pipeline.store.tables import ClusterMember, Entity, EntityLink, Outlet, StoryVersion, table_of
from pipeline.store.tables import Quote as QuoteRow

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = "The harbour will stay shut until the wreck of the barge has been lifted and towed away"
CUT = "until the wreck of the barge has been lifted"
REWORDED = WORDS.replace("lifted", "raised")


class Desk:
    """Stores stories with quotes as the stages before would have."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def tell(
        self, number: int, outlet: str, *said: tuple[str, str], hours: int = 0, body: str = "", agency: str = ""
    ) -> None:
        """A story with quotes, each (speaker, words), an hour or more after noon."""
        at = NOON + timedelta(hours=hours)
        letters = random.Random(number)
        body = body or " ".join("".join(letters.choices("aeioubdfgklmnprst", k=6)) for _ in range(40))
        with writing(self.engine) as connection:
            scratch.add_texts(connection, [scratch.Text(number, outlet, f"Headline {number}", body, at, "")])
            version = update(StoryVersion).where(StoryVersion.id == number)
            connection.execute(version.values(body_hash=f"body {number}"))
        self.read(number, *said, agency=agency)

    def read(self, number: int, *said: tuple[str, str], agency: str = "", rules: str = "1") -> None:
        """What a state of the rules finds in a version."""
        mention = Mention(0, len(agency), agency, "ORG", agency, "dateline")
        analysis = Analysis((mention,) if agency else (), tuple(quote(*one) for one in said))
        found = readings.Reading(f"body {number}", "en", analysis)
        with writing(self.engine) as connection:
            readings.save(connection, [found], model="m", code_version=rules, now=NOON)
            extractions.link_versions(connection, model="m", code_version=rules, version_ids=[number])

    def add_version(
        self, story: int, number: int, *said: tuple[str, str], body: str, hours: int = 1, **fields: object
    ) -> None:
        table = table_of(StoryVersion)
        at = NOON + timedelta(hours=hours)
        with writing(self.engine) as connection:
            row = dict(connection.execute(select(table).where(table.c.id == story)).mappings().one())
            times = dict.fromkeys(("first_seen_at", "last_seen_at", "revised_at", "released_at"), at)
            done = dict.fromkeys(("clustered_at", "available_at", "compared_at", "extraction_id"))
            row |= {"id": number, "number": number, "body": body, "content_hash": str(number), **times, **done}
            connection.execute(insert(table).values(row | {"body_hash": f"body {number}"} | fields))
        self.read(number, *said)

    def run(self) -> dict[str, int]:
        dedupe(self.engine, now=NOON)
        counts = compare(self.engine, now=NOON).counts
        with writing(self.engine) as connection:
            stories.publish(connection, now=NOON + timedelta(days=9))
        return counts

    def ask(self, query: str) -> list[tuple]:
        with reading(self.engine) as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def shown(self) -> list[tuple]:
        """(words in full, first outlet, stories, outlets, wordings) of all utterances."""
        columns = "text, first_outlet, story_count, outlet_count, wording_count"
        return sorted(self.ask(f"SELECT {columns} FROM api_utterance"))

    def places(self) -> list[tuple]:
        """Everything that the stage wrote on quotes, by natural keys."""
        return sorted(
            self.ask(
                "SELECT extraction.body_hash, extraction.code_version, quote.number, place.wording, place.likeness, "
                "place.speaker_key, CAST(place.difference AS text), full_quote.text, "
                "(SELECT min(f.body_hash) FROM utterance_quote AS p JOIN quote AS q ON q.id = p.quote_id "
                "JOIN extraction AS f ON f.id = q.extraction_id WHERE p.utterance_id = place.utterance_id) "
                "FROM utterance_quote AS place JOIN quote ON quote.id = place.quote_id "
                "JOIN extraction ON extraction.id = quote.extraction_id "
                "JOIN utterance ON utterance.id = place.utterance_id "
                "JOIN quote AS full_quote ON full_quote.id = utterance.full_quote_id"
            )
        )


def quote(speaker: str, words: str) -> Quote:
    kind = "group" if speaker.islower() else "PER"
    whole = Speaker(0, 1, speaker, speaker, kind)
    return Quote("direct", (QuotePart(0, len(words), words, "direct"),), None, whole, 0.9, "test")


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def test_one_query_tells_who_was_first_how_far_it_spread_and_who_has_other_words(desk):
    desk.tell(1, "paper", ("Ada Brook", WORDS), hours=1)
    desk.tell(2, "radio", ("Brook", CUT), hours=2)
    desk.tell(3, "mirror", ("Ada Brook", REWORDED), hours=3)
    desk.tell(4, "mirror", ("Ada Brook", "Nothing of the kind was said by me at any time"), hours=4)
    desk.run()
    assert desk.shown() == [
        ("Nothing of the kind was said by me at any time", "mirror", 1, 1, 1),
        (WORDS, "paper", 3, 3, 3),
    ]
    assert desk.ask("SELECT DISTINCT likeness, text FROM api_utterance_quote WHERE likeness <> 'same' ORDER BY 1") == [
        ("cut", CUT),
        ("reworded", REWORDED),
    ]


def test_sources_of_one_outlet_count_once(desk):
    desk.tell(1, "paper", ("Ada Brook", WORDS), hours=1)
    desk.tell(2, "paper sport", ("Ada Brook", WORDS), hours=2)
    with writing(desk.engine) as connection:
        connection.execute(text("UPDATE source SET outlet_id = (SELECT min(id) FROM outlet)"))
    desk.run()
    assert desk.shown() == [(WORDS, "paper", 2, 1, 1)]


def test_the_agency_in_the_dateline_comes_before_the_outlet_that_carries_it(desk):
    desk.tell(1, "paper", ("Ada Brook", WORDS), hours=1, agency="Halyard")
    desk.tell(2, "Halyard News", ("Ada Brook", WORDS), hours=2)
    with writing(desk.engine) as connection:
        connection.execute(update(Outlet).where(Outlet.name == "Halyard News").values(is_agency=True))
    desk.run()
    assert desk.shown() == [(WORDS, "Halyard News", 2, 2, 1)]
    with writing(desk.engine) as connection:
        connection.execute(update(Outlet).values(is_agency=False))
    assert desk.shown() == [(WORDS, "Halyard", 2, 2, 1)]  # an agency that is not in the catalogue


@pytest.mark.parametrize(
    "hide",
    [
        "UPDATE story SET killed_at = '2026-03-02 12:00:00+00' WHERE id = 1",
        "UPDATE story_version SET withheld_at = '2026-03-02 12:00:00+00' WHERE id = 1",
        "UPDATE story_version SET released_at = '2200-01-01 00:00:00+00' WHERE id = 1",
    ],
    ids=["killed", "withheld", "under embargo"],
)
def test_what_may_not_be_shown_does_not_count_and_does_not_leak(desk, hide):
    desk.tell(1, "paper", ("Ada Brook", WORDS), hours=1)
    desk.tell(2, "radio", ("Ada Brook", CUT), hours=2)
    desk.run()
    assert desk.shown() == [(WORDS, "paper", 2, 2, 2)]
    with writing(desk.engine) as connection:
        connection.execute(text(hide))
    assert desk.shown() == [(CUT, "radio", 1, 1, 1)]
    assert desk.ask("SELECT difference FROM api_utterance_quote") == [(None,)]


def test_the_same_rows_whatever_comes_first_and_nothing_anew(desk):
    told = [
        (1, "paper", ("Ada Brook", WORDS)),
        (2, "radio", ("Brook", CUT)),
        (3, "mirror", ("Ada Brook", REWORDED), ("police", "Nobody was hurt in it")),
        (4, "herald", ("Ada Brook", "has been lifted and towed away")),
        (5, "globe", ("Bo Reed", WORDS)),
    ]
    for story in told:
        desk.tell(*story)
    assert desk.run()["versions"] == 5
    together = desk.places()
    assert len({row[-1] for row in together if "Brook" not in row}) == 3
    assert desk.run() == {}
    assert desk.places() == together
    for seed in range(3):
        for number in random.Random(seed).sample(range(1, 6), 5):
            with writing(desk.engine) as connection:
                this = StoryVersion.id == number
                quotes = select(QuoteRow.id).join(StoryVersion, StoryVersion.extraction_id == QuoteRow.extraction_id)
                utterances.dissolve(connection, quotes.where(this))
                connection.execute(update(StoryVersion).where(this).values(compared_at=None))
            compare(desk.engine, now=NOON)
        assert desk.places() == together


def test_newer_rules_replace_what_older_ones_found(desk):
    desk.tell(1, "paper", ("Ada Brook", WORDS), hours=1)
    desk.tell(2, "radio", ("Ada Brook", CUT), hours=2)
    desk.tell(3, "globe", ("Ada Brook", WORDS[:45]), hours=3)
    desk.run()
    desk.read(1, ("Ada Brook", "quite another thing than what was found before"), rules="2")
    desk.run()
    assert [(row[0], row[2:]) for row in desk.shown()] == [
        (WORDS[:45], (1, 1, 1)),
        ("quite another thing than what was found before", (1, 1, 1)),
        (CUT, (1, 1, 1)),
    ]
    assert {code for _, code, *_ in desk.places()} == {"1", "2"}


def test_newer_rules_are_compared_a_batch_at_a_time(desk, monkeypatch):
    for number in range(1, 5):
        desk.tell(number, f"paper {number}", ("Ada Brook", WORDS), ("Bo Reed", CUT), hours=number)
    desk.run()
    before = desk.shown()
    for number in range(1, 5):
        desk.read(number, ("Ada Brook", WORDS), ("Ada Brook", "Nobody was hurt in it"), ("Bo Reed", CUT), rules="2")
    monkeypatch.setattr(stage, "BATCH", 1)
    assert desk.run()["versions"] == 4
    assert desk.shown() == sorted([*before, ("Nobody was hurt in it", "paper 1", 4, 4, 1)])
    assert {code for _, code, *_ in desk.places()} == {"2"}


def test_speakers_that_turn_out_to_be_one_person_join_in_the_next_run(desk):
    desk.tell(1, "paper", ("Ada Brook", WORDS), hours=1)
    desk.tell(2, "radio", ("Ada Broke", WORDS), hours=2)
    desk.run()
    assert len(desk.shown()) == 2
    with writing(desk.engine) as connection:
        ids = {name: number for number, name in connection.execute(select(Entity.id, Entity.name))}
        link = EntityLink.entity_id == ids["Ada Broke"]
        connection.execute(update(EntityLink).where(link).values(root_id=ids["Ada Brook"]))
        utterances.reopen(connection, QuoteRow.speaker_entity_id == ids["Ada Broke"])
    desk.run()
    assert desk.shown() == [(WORDS, "paper", 2, 2, 1)]


def test_what_a_version_changed_is_data(desk):
    first, second = "Eleven people were hurt in it.\n\nThe ship is lost.", "Twelve people were hurt in it."
    desk.tell(1, "paper", ("Ada Brook", WORDS), body=first)
    desk.add_version(1, 2, body=second)
    desk.run()
    columns = "version, is_headline_changed, paragraphs, figures, quotes"
    ((version, is_new_headline, paragraphs, figures, quotes),) = desk.ask(f"SELECT {columns} FROM api_story_change")
    assert (version, bool(is_new_headline)) == (2, False)
    assert [("removed" in str(paragraphs)), ("twelve" in str(figures)), ("dropped" in str(quotes))] == [True] * 3


def test_a_version_that_arrives_late_is_compared_in_order_of_revision(desk):
    desk.tell(1, "paper", body="There are 5 of them now here.", hours=9)
    desk.add_version(1, 3, body="There are 7 of them now here.", hours=20)
    desk.run()
    desk.add_version(1, 2, body="There are 6 of them now here.", hours=10)
    desk.run()
    rows = desk.ask("SELECT version_id, previous_version_id FROM api_story_change ORDER BY version_id")
    assert rows == [(2, 1), (3, 2)]
    with writing(desk.engine) as connection:
        connection.execute(text("UPDATE story_version SET withheld_at = released_at WHERE id = 2"))
    assert desk.ask("SELECT * FROM api_story_change") == []


def test_the_evidence_on_a_member_says_what_is_shared_and_which_figures_differ(desk):
    told = "The harbour reopened after divers had cleared the wreck of a barge. Some {} ships had waited for 3 days."
    desk.tell(1, "paper", body=told.format(14))
    desk.tell(2, "radio", body=told.format(15) + " No one was hurt.", hours=1)
    desk.run()
    with reading(desk.engine) as connection:
        (member,) = [row for row in connection.execute(select(ClusterMember)) if row.version_id == 2]
    assert member.evidence["passage"].startswith("the harbour reopened after divers")
    assert (member.evidence["figures_added"], member.evidence["figures_missing"]) == (["15", "one"], ["14"])
    assert 0.5 < member.evidence["of_new"] < member.evidence["of_old"] < 1
