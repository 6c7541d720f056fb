"""Text as every format hands it over: composed Unicode, no control characters, one convention for paragraphs.

Paragraphs are separated by an empty line, lines inside a paragraph by a newline, words by one space.
"""

import re
import unicodedata

# Control characters, lone surrogates and noncharacters; soft hyphens, zero-width spaces and stray byte order marks.
_INVISIBLE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]|[\xad\u200b\u2060\ufeff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")
_EMPTY_LINES = re.compile(r"\n\s*\n")


def printable(text: str) -> str:
    """The text in Unicode's composed form (NFC) with newlines only, without what no reader sees."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def one_line(text: str) -> str:
    """The words of a text in one line."""
    return " ".join(printable(text).split())


def paragraphs(text: str) -> str:
    """The text with its lines stripped and its paragraphs separated by one empty line."""
    blocks: list[list[str]] = [[]]
    for line in _EMPTY_LINES.sub("\n\n", printable(text)).split("\n"):
        if words := line.split():
            blocks[-1].append(" ".join(words))
        elif blocks[-1]:
            blocks.append([])
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)
