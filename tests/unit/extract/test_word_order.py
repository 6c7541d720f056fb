"""Statements that the order of words or the verb tells, where the parse has no clause or hangs it elsewhere."""

import pytest

from tests.unit.extract.conftest import Quoter


def statements(quotes_of: Quoter, text: str) -> list[tuple[str, str]]:
    """Speaker's name and words of each part."""
    return [
        (quote.speaker.name if quote.speaker else "", part.text) for quote in quotes_of(text) for part in quote.parts
    ]


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        pytest.param(
            "Nora Feld said unemployment and lost pay due to common leaks have broad effects on the valley, with more "
            "bad health for workers, bankruptcy and loss of tax revenue.",
            "Nora Feld",
            "unemployment and lost pay due to common leaks have broad effects on the valley, with more bad health for "
            "workers, bankruptcy and loss of tax revenue",
            id="said without a clause",
        ),
        pytest.param(
            "As the Marle Post reported in May, the dam leaks in three places.",
            "Marle Post",
            "the dam leaks in three places",
            id="as somebody reported",
        ),
        pytest.param(
            "Ines Calder proposed closing the bridge in winter.",
            "Ines Calder",
            "closing the bridge in winter",
            id="proposed doing",
        ),
        pytest.param(
            "Ines Calder admitted taking the money.", "Ines Calder", "taking the money", id="admitted having done"
        ),
        pytest.param(
            "According to the Marle Institute, eating fish that live in the lake — such as perch, pike, roach, and "
            "tench — is associated with rashes.",
            "Marle Institute",
            "eating fish that live in the lake — such as perch, pike, roach, and tench — is associated with rashes",
            id="an enumeration does not open the main clause",
        ),
        pytest.param(
            "Ines Calder said she did not leave the valley, because she grew up there and liked the lake.",
            "Ines Calder",
            "she did not leave the valley, because she grew up there and liked the lake",
            id="with its reason",
        ),
        pytest.param(
            "As Ines Calder has pointed out, that is the “textbook case” of a leak.",
            "Ines Calder",
            "that is the “textbook case” of a leak",
            id="of what, behind the marks",
        ),
        pytest.param(
            "In Ines Calder's view, the dam has leaked for years.",
            "Ines Calder",
            "the dam has leaked for years",
            id="in her view",
        ),
        pytest.param(
            "Six in 10 voters say the dam is safe, after half said so in the earlier poll.",
            "six in 10 voters",
            "the dam is safe",
            id="who else said so",
        ),
        pytest.param(
            "Ines Calder said that she would offer a prayer for the town but did not suggest that it would help.",
            "Ines Calder",
            "that she would offer a prayer for the town",
            id="what she did not say",
        ),
    ],
)
def test_what_belongs_to_a_statement(quotes_of: Quoter, text: str, speaker: str, words: str) -> None:
    assert statements(quotes_of, text) == [(speaker, words)]


def test_an_attribution_behind_a_copula_parts_one_statement(quotes_of: Quoter) -> None:
    text = "The contract with 350 dockers is, according to the union, the biggest in the region."
    assert statements(quotes_of, text) == [
        ("union", "The contract with 350 dockers is"),
        ("union", "the biggest in the region"),
    ]


def test_while_and_a_participle_of_saying_start_another_statement(quotes_of: Quoter) -> None:
    text = "The ministry announced that it had closed the lock while noting that it would open another one in May."
    words = [words for _, words in statements(quotes_of, text)]
    assert words == ["that it had closed the lock", "that it would open another one in May"]
