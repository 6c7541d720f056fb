"""`newswire entity`: looking at who is one, and deciding it."""

STORY = (
    "Headline: {headline}\nPublished: 2026-03-0{day}T09:00:00Z\n\n"
    "LONDON, March {day} - {name} met the mayor, Ann Bell, in London.\n\n"
    '"We talked for an hour," Mr {name} said.\n'
)


def test_show_merge_and_split(newswire, tmp_path):
    stories = tmp_path / "stories"
    stories.mkdir()
    for day, name in enumerate(("James Hollis", "James Hóllis", "Robert Carver"), start=1):
        story = STORY.format(headline=f"Talks {day}", day=day, name=name)
        (stories / f"{day}.txt").write_text(story, encoding="utf-8")
    assert newswire("ingest", stories).code == 0

    (shown,) = newswire("entity", "show", "James Hóllis", "--json").rows
    assert shown["name"] == "James Hollis"
    assert [(row["name"], row["rule"]) for row in shown["names"]] == [
        ("James Hollis", None),
        ("James Hóllis", "spelling"),
    ]
    (merged,) = newswire("entity", "merge", "James Hollis", "Robert Carver", "--reason", "his pen name", "--json").rows
    assert (merged["entity"], len(merged["names"])) == (shown["entity"], 3)
    assert merged["decisions"][-1]["reason"] == "his pen name"
    (parted,) = newswire("entity", "split", "Robert Carver", "--reason", "a mistake", "--json").rows
    assert [row["name"] for row in parted["names"]] == ["Robert Carver"]
    assert [row["to"] for row in parted["history"]] == ["James Hollis", "Robert Carver"]

    table = newswire("entity", "show", "James Hollis").out
    assert "James Hóllis" in table and "spelling" in table
    missing = newswire("entity", "show", "Nobody At All")
    assert (missing.code, "no entity has this id, name or form" in missing.err) == (1, True)
