"""Markup becomes the text that a reader reads."""

import pytest

from pipeline.formats.html_text import html_to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.<br>Two.<br/><br/>Three.", "One.\nTwo.\n\nThree."),
        ("<p>One <b>bold</b> <a href='x'>li</a>nk.</p>", "One bold link."),
        ("<p>  many \n  blanks&nbsp;&nbsp;here </p>", "many blanks here"),
        ("<h2>Title</h2>text<ul><li>a<li>b</ul>", "Title\n\ntext\n\na\n\nb"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n\n3"),
        ("a<script>x()</script><style>p {}</style><!-- no -->b", "ab"),
        ("<figure><img src='x'><figcaption>A ferry</figcaption></figure><p>Text</p>", "Text"),
        ("<p>One</p><iframe src='x'/><p>Two</p>", "One\n\nTwo"),
        ("<p>One <embed src='x'>two</p><p>Three</p>", "One two\n\nThree"),
        ("<form><input><button>Subscribe</button></form>Text", "Text"),
        ("&ldquo;Caf&eacute;&rdquo; &amp; &#8217;", "“Café” & ’"),
        ("AT&T, 3 < 4 and 5 > 4", "AT&T, 3 < 4 and 5 > 4"),
        ("no markup\nat all", "no markup at all"),
        ("Cafe\u0301", "Café"),
        ("", ""),
        ("<p></p><div> </div>", ""),
        ("<p>never closed <b>ever", "never closed ever"),
        ("</div></p>One</b>", "One"),
    ],
)
def test_markup(markup: str, text: str):
    assert html_to_text(markup) == text


@pytest.mark.parametrize(
    "piece", ["<div>", "<b>", "<table>", "<", "&", "<!--", "<a ", "<script ", "<p>x", "&#x110000;"]
)
def test_any_amount_of_any_markup_is_read(piece: str):
    html_to_text(piece * 100_000)
