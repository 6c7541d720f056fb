"""The language of a text."""

import re

SAMPLE = 5_000  # characters; more of a text says nothing new
TELLING = 40  # letters; below this a text is too short to tell

_NOT_LETTERS = re.compile(r"[\W\d_]+")
_CODE = re.compile(r"[a-z]{2}(?![a-z])")


def detect_language(text: str, hint: str = "") -> str:
    """ISO 639-1 code of a text's language, "" where nothing tells.

    `hint` is what the source says ("en-US", "en_GB"); it decides only where the text is too short, since feeds declare
    the language of the house and not of the item.
    """
    from py3langid import classify

    declared = _CODE.match(hint.strip().lower())
    sample = text[:SAMPLE]
    if len(_NOT_LETTERS.sub("", sample)) < TELLING:
        return declared.group() if declared else ""
    return str(classify(sample)[0])
