"""Any spaCy pipeline will do, by its folder; its name and version stand with all that it found."""

import pytest

from pipeline.errors import TransientError
from pipeline.stages import run as stages

unbearable = set[str]()  # words at which the brittle model breaks
STORY = 'Headline: Fair\n\nZorkville held a fair.\n\n"It was loud," said Ada Finch, who lives in Zorkville.\n'


def test_a_pipeline_of_ones_own_without_tagger_and_parser(desk, tmp_path):
    import spacy

    nlp = spacy.blank("en")
    nlp.meta["name"], nlp.meta["version"] = "own", "2.7.1"
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": "Zorkville"}, {"label": "PERSON", "pattern": "Ada Finch"}])
    nlp.to_disk(tmp_path / "own-model")
    settings = desk.room.settings.model_copy(update={"model": str(tmp_path / "own-model")})
    desk.room = stages.Newsroom(settings, desk.engine, desk.room.archive)
    desk.write("fair.txt", STORY)
    desk.ingest("own")
    made_by = (
        "SELECT DISTINCT e.model, m.text, m.label FROM mention AS m JOIN extraction AS e ON e.id = m.extraction_id "
        "ORDER BY m.text"
    )
    assert desk.rows(made_by) == [("en_own 2.7.1", "Ada Finch", "PER"), ("en_own 2.7.1", "Zorkville", "LOC")]


def test_a_text_at_which_something_breaks_costs_that_text_alone(desk, tmp_path):
    import spacy
    from spacy.language import Language
    from spacy.tokens import Doc

    unbearable.add("gasworks")

    @Language.component("brittle")
    def brittle(doc: Doc) -> Doc:
        if any(word in doc.text for word in unbearable):
            raise ValueError("cannot bear this")
        return doc

    nlp = spacy.blank("en")
    nlp.meta["name"], nlp.meta["version"] = "brittle", "1.0.0"
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": "Ada Finch"}])
    nlp.add_pipe("brittle")
    nlp.to_disk(tmp_path / "brittle-model")
    settings = desk.room.settings.model_copy(update={"model": str(tmp_path / "brittle-model")})
    desk.room = stages.Newsroom(settings, desk.engine, desk.room.archive)
    for name in ("fair", "bridge", "gasworks", "school", "market"):
        desk.write(f"{name}.txt", STORY.replace("fair", name))
    (named,) = desk.ingest("brittle")["extract"].failed
    assert "broke at its text" in named
    outcomes = "SELECT outcome, count(*) FROM extraction GROUP BY outcome ORDER BY outcome"
    assert desk.rows(outcomes) == [("done", 4), ("failed", 1)]
    assert desk.rows("SELECT count(*) FROM api_mention WHERE name = 'Ada Finch'") == [(4,)]
    for name in ("first gasworks", "second gasworks"):
        desk.write(f"{name}.txt", STORY.replace("fair", name))
    with pytest.raises(TransientError, match="every text"):
        desk.ingest("all broken")
    assert desk.rows(outcomes) == [("done", 4), ("failed", 1)]
    unbearable.clear()
    desk.ingest("all broken")
    assert desk.rows(outcomes) == [("done", 6), ("failed", 1)]
    *_, summary = stages.reprocess(desk.room, stages.Order(["extract"]), run=stages.RunId("test", "again"))
    assert summary.counts["versions to extract"] == 1 and summary.counts["names gained"] == 1
    assert desk.rows(outcomes) == [("done", 7)]
    assert desk.rows("SELECT count(*) FROM api_mention WHERE name = 'Ada Finch'") == [(7,)]
