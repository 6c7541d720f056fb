"""Which quotes report the same words by the same speaker."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.dedupe.utterances import Near, Statement, differences, fullest, gather, is_same, likeness, speaker_key

WORDS = "The harbour will stay shut until the wreck of the barge has been lifted and towed away"


def said(text: str, *, speaker: str = "Ada Brook", kind: str = "PER", story: int = 1, number: int = 1) -> Statement:
    return Statement(number, text, speaker, kind, frozenset({story}))


def test_the_same_words_count_in_any_case_and_punctuation():
    assert is_same(said(WORDS), said(f"“{WORDS.upper()}!”", story=2))


def test_a_surname_is_enough_elsewhere_but_another_speaker_is_not():
    assert is_same(said(WORDS), said(WORDS, speaker="Brook", story=2))
    assert not is_same(said(WORDS), said(WORDS, speaker="Bo Placeholder", story=2))


def test_a_group_is_nobody_in_particular_so_its_words_are_the_same_in_one_story_alone():
    assert not is_same(
        said(WORDS, speaker="police", kind="group"), said(WORDS, speaker="police", kind="group", story=2)
    )
    assert is_same(said(WORDS, speaker="police", kind="group"), said(WORDS, speaker="officials", kind="group"))


def test_in_one_story_words_are_the_same_though_an_outlet_names_another_speaker():
    assert is_same(said(WORDS), said(WORDS, speaker="Bo Placeholder"))


def test_a_quote_that_is_cut_short_is_the_same():
    assert is_same(said(WORDS), said("until the wreck of the barge has been lifted", story=2))
    assert not is_same(said(WORDS), said("of the barge", story=2))


def test_a_few_words_may_differ():
    assert is_same(said(WORDS), said(WORDS.replace("lifted", "raised"), story=2))
    other = "The harbour will open next week since the storm has gone away and no ship is left outside"
    assert not is_same(said(WORDS), said(other))


def test_another_figure_is_a_misquotation_in_one_story_and_another_statement_elsewhere():
    old, new = (
        "We expect revenue of 12 million crowns in the coming year",
        "We expect revenue of 19 million crowns in the coming year",
    )
    assert is_same(said(old), said(new))
    assert not is_same(said(old), said(new, story=2))


def test_likeness_and_differences_say_how_the_words_differ():
    full = said(WORDS)
    cut, reworded = said("the wreck of the barge has been lifted"), said(WORDS.replace("lifted", "raised"))
    assert [likeness(full, one) for one in (full, cut, reworded)] == ["same", "cut", "reworded"]
    assert differences(full, full) == []
    assert differences(full, cut) == [("The harbour will stay shut until", ""), ("and towed away", "")]
    assert differences(full, reworded) == [("lifted", "raised")]
    assert fullest([cut, full, reworded]) is full


def test_the_key_of_a_person_is_the_last_name_and_groups_have_none():
    assert speaker_key("Ada Brook", "PER") == speaker_key("Brook", "PER") == "brook"
    assert speaker_key("National Bank", "ORG") == "national bank"
    assert speaker_key("police", "group") == ""


PIECES = ["", WORDS, WORDS.replace("lifted", "raised"), "until the wreck of the barge has been lifted", WORDS[20:]]
PIECES += [
    "We expect revenue of 12 million crowns in the coming year",
    "Revenue of 12 million crowns in the coming year",
]
statements = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(["Ada Brook", "Brook", "Bo Brook", ""]), st.integers(1, 3)),
    max_size=12,
)


@given(statements, st.randoms(use_true_random=False))
def test_groups_are_the_same_in_any_order_and_one_by_one_beside_what_is_near(drawn, chance):
    everything = [said(text, speaker=who, story=story, number=n) for n, (text, who, story) in enumerate(drawn)]
    wanted = sorted(sorted(one.id for one in group) for group in gather(everything, {}))
    shuffled = chance.sample(everything, len(everything))
    assert sorted(sorted(one.id for one in group) for group in gather(shuffled, {})) == wanted
    known: dict[int, int] = {}
    for place, new in enumerate(shuffled):
        near, before = Near([new]), shuffled[:place]
        close = {known[one.id] for one in before if near.is_near(one.text)}
        for group in gather([new, *(one for one in before if known[one.id] in close)], known):
            known |= {one.id: min(one.id for one in group) for one in group}
    found: dict[int, list[int]] = {}
    for number, utterance in sorted(known.items()):
        found.setdefault(utterance, []).append(number)
    assert sorted(found.values()) == wanted
