"""Whether two texts are the same story, by the reasons that keep others apart."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from pipeline.dedupe.compare import Document, Match, compare, may_match, shared_grams
from pipeline.dedupe.fingerprint import fingerprint
from pipeline.dedupe.frequency import Frequencies

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

HARBOUR = """The harbour at Midport reopened on Tuesday after divers cleared the wreck of a barge that sank last week.

Mayor Ada Example said 14 ships had waited outside and that the first of them would enter before noon.

Insurers put the damage at 3.5 million crowns, more than was feared when the barge went down in the storm.

The barge carried 900 tonnes of gravel. Its crew of 6 was saved by a lifeboat from the village of Saltby."""

STRIKE = """Bakers in Quillon walked out on Tuesday over a plan to begin their shifts an hour earlier than now.

The union said 2,300 of its members had joined, and that bread would be short in the whole region until Friday.

Bo Placeholder, who owns 12 shops, said the plan would save many jobs in a trade that loses money each winter."""

FORECAST = """Here is the forecast for {place} and the country around it. Expect {sky} with a high of {high} degrees
and a low of {low} degrees, with winds of {wind} miles an hour from the west. Conditions are expected to remain
unsettled for the rest of the week, forecasters said, with a chance of more rain later. Drivers are advised to allow
extra time for their journeys and to check conditions before they leave. The next forecast follows this evening."""


def document(text: str, *, headline: str = "Headline", hours: float = 0, source: int = 1, number: int = 1) -> Document:
    return Document(number, source, NOON + timedelta(hours=hours), "original", fingerprint(headline, text))


def judge(new: Document, old: Document, frequencies: Frequencies | None = None) -> Match | None:
    shared = shared_grams(new, old)
    return compare(new, old, shared, frequencies or Frequencies()) if may_match(new, old, shared) else None


def test_an_edited_copy_is_the_same_story():
    edited = HARBOUR.replace("reopened", "opened again").replace("before noon", "by midday") + "\n\nSaltby Herald"
    match = judge(document(edited, hours=3, source=2), document(HARBOUR))
    assert match is not None
    assert match.is_whole


def test_other_news_of_the_same_day_is_not():
    assert judge(document(STRIKE, hours=1), document(HARBOUR)) is None


def test_an_excerpt_is_the_same_story_whichever_comes_first():
    brief, whole = HARBOUR.split("\n\n")[0], HARBOUR + "\n\n" + STRIKE
    for new, old in ((document(brief, hours=1), document(whole)), (document(whole, hours=1), document(brief))):
        match = judge(new, old)
        assert match is not None
        assert not match.is_version


def test_a_background_paragraph_is_no_excerpt():
    background = HARBOUR.split("\n\n")[0]
    assert judge(document(f"{STRIKE}\n\n{background}", hours=5), document(background)) is None


def test_a_source_takes_up_its_own_short_text_in_the_story_of_the_next_hours():
    first, second, *_ = HARBOUR.split("\n\n")
    brief = f"{second} Ships wait for Midport."
    story = f"{first}\n\n{STRIKE}\n\n{FORECAST}\n\n{brief}"
    assert judge(document(story, hours=2), document(brief)) is not None
    assert judge(document(story, hours=2, source=2), document(brief)) is None
    assert judge(document(story, hours=9), document(brief)) is None


def test_a_long_passage_is_the_same_story_whatever_the_lede_is_about():
    passage = " ".join(f"Then clause number {place} of the paper says that word{place} be done." for place in range(40))
    old, new = (f"{lede} {passage}" for lede in ("Envoys met in Quillon.", "Mayor Saltby spoke."))
    assert judge(document(new, hours=1), document(old)) is not None
    short = passage[:600]
    old, new = (f"{lede} {short}" for lede in ("Envoys met in Quillon.", "Mayor Saltby spoke."))
    assert judge(document(new, hours=1), document(old)) is None


def test_a_form_filled_with_other_figures_is_another_story():
    filled = {"place": "Midport", "sky": "rain"}
    monday = document(FORECAST.format(**filled, high=11, low=3, wind=25))
    assert judge(document(FORECAST.format(**filled, high=17, low=8, wind=40), hours=4), monday) is None


def test_a_form_about_another_place_is_another_story_even_with_the_same_figures():
    filled = {"sky": "rain", "high": 11, "low": 3, "wind": 25}
    midport = document(FORECAST.format(**filled, place="Midport"))
    assert judge(document(FORECAST.format(**filled, place="Quillon"), hours=1), midport) is None
    assert judge(document(FORECAST.format(**filled, place="Midport"), hours=1, source=2), midport) is not None


@pytest.mark.parametrize(("headline", "is_same"), [("Harbour reopens", False), ("CORRECTED-Harbour reopens", True)])
def test_a_correction_may_change_the_figures(headline: str, is_same: bool):
    changed = HARBOUR.replace("14", "17").replace("3.5", "4.5").replace("900", "950").replace("of 6", "of 7")
    first, second = HARBOUR.split("\n\n", 1)[1], changed.split("\n\n", 1)[1].replace("gravel", "two sorts of sand")
    first, second = first.replace("of 6", "of two"), second.replace("of 7", "of two")
    match = judge(document(second, headline=headline, hours=1, source=2), document(first))
    assert (match is not None) == is_same


def test_what_is_enough_within_hours_is_not_enough_after_days():
    rewritten = HARBOUR + "\n\n" + STRIKE.replace("12", "14")
    part = "\n\n".join([HARBOUR.split("\n\n")[0], HARBOUR.split("\n\n")[1], *STRIKE.split("\n\n")[:1]])
    assert judge(document(rewritten, hours=1), document(part)) is not None
    half = "\n\n".join(
        [*HARBOUR.split("\n\n")[:2], "Nothing else was known of it late on the day that this was written by us."]
    )
    assert judge(document(half, hours=30), document(HARBOUR)) is not None
    assert judge(document(half, hours=24 * 5), document(HARBOUR)) is None
    assert judge(document(HARBOUR, hours=24 * 8), document(HARBOUR)) is None


def test_common_grams_weigh_little():
    footer = "All words and pictures on these pages belong to the Saltby Herald and may not be used without leave. "
    texts = (f"{story} {footer * 2}" for story in ("The market stays open.", "Ferry fares rise by a tenth."))
    new, old = (document(text, hours=hours) for hours, text in enumerate(texts))
    assert judge(new, old) is not None
    frequencies = Frequencies()
    frequencies.load((gram, 500) for gram in fingerprint("", footer * 2).grams.tolist())
    assert judge(new, old, frequencies) is None


def test_notices_of_a_few_words_under_different_headlines_are_not_the_same_story():
    notice = "Please log in or subscribe to read the rest of this article."
    first, second = document(notice, headline="Harbour reopens"), document(notice, headline="Bakers walk out", hours=1)
    assert judge(second, first) is None
    assert judge(document(notice, headline="Midport harbour reopens", hours=1), first) is not None


def test_a_digest_is_not_the_story_that_it_begins_with():
    items = [("Harbour reopens", HARBOUR), ("Bakers walk out", STRIKE), ("Wet week ahead", FORECAST)]
    digest = "\n\n".join(f"{heading}\n{' '.join(item.split()[:60])}" for heading, item in items)
    brief = " ".join(HARBOUR.split()[:60])
    assert judge(document(digest, hours=2, source=2), document(brief)) is None


def test_texts_in_any_script_are_compared():
    bridge = (
        "東京都は火曜日、隅田川に架かる新しい歩行者用の橋を公開した。建設には三年かかり、費用は予定を下回ったという。"
    )
    other = "パン職人の組合は火曜日、始業時間を早める計画に反対して一日の休業に入った。地域の店は売り切れが続いている。"
    assert judge(document(bridge + "市長が式典で述べた。", hours=1), document(bridge)) is not None
    assert judge(document(other, hours=1), document(bridge)) is None


def test_frequencies_count_what_was_loaded_and_what_came_since():
    frequencies = Frequencies()
    grams = np.array([3, 5, 8], dtype=np.int64)
    frequencies.load([(3, 100), (5, 2)])
    frequencies.count(grams[1:], first=2)
    frequencies.load([(5, 2)])
    assert frequencies.take_added() == [(5, 1), (8, 2)]
    assert frequencies.take_added() == []
    weights = frequencies.weights(grams)
    assert weights[0] < weights[1] < weights[2] == 1
    assert frequencies.rarest(grams, 2).tolist() == [8, 5]


def test_what_is_taken_back_was_never_counted():
    frequencies = Frequencies()
    frequencies.count(np.array([5, 6]), first=9)
    assert frequencies.take_added() == [(5, 9), (6, 9)]
    before = frequencies.weights(np.array([5, 6, 7])).tolist()
    frequencies.count(np.array([5, 7]), first=9)
    frequencies.take_back()
    assert frequencies.weights(np.array([5, 6, 7])).tolist() == before
    assert frequencies.take_added() == []
