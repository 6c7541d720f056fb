"""What the wire formats of the teleprinter age share: control characters, head lines, wrapped text."""

import re

WIRE_START = re.compile("[\x00\x16\x7f\\s]{0,2000}\x01")  # idle characters, then start of heading
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]+")
LABEL = re.compile(
    r"\(?(?:(?:\d{1,2}(?:ST|ND|RD|TH) )?(?:LEAD|LD|ADD|SUB|TAKE)|EXTRA|URGENT|FLASH|BULLETIN|REFILE|REPEAT|RPT"
    r"|CORRECTION|CORRECTED|UPDATE|ADVISORY|KILL|WITHHOLD|EMBARGOED?|ACHTUNG|EIL|BLITZ|MORE|PREVIEW|ROUNDUP|FEATURE"
    r"|PROFILE|BACKGROUND|TEST)\b.{0,40}",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"\(?(?:Eds|EDS|Editors|EDITORS|Note to editors|NOTE TO EDITORS|Editor's note|EDITOR'S NOTE)\s?[:_–—-]", 0
)
BYLINE = re.compile(r"(?:By|BY|Von|VON|Par|PAR|Por|POR)\s+\S.{1,150}")
WRAPPED = 40  # characters; a shorter line ends because its writer ended it


def unwrapped(text: str) -> str:
    """Text that was broken into lines for a printer, each paragraph in one line; tables and lists keep their lines."""
    blocks = re.split(r"\n[ \t]*\n|\n(?=\t| {3,}\S)", text)
    return "\n\n".join(_joined(block) for block in blocks if block.strip())


def _joined(block: str) -> str:
    lines = [line.rstrip() for line in block.split("\n") if line.strip()]
    pieces = lines[:1]
    for line in lines[1:]:
        goes_on = len(pieces[-1].rpartition("\n")[2]) >= WRAPPED and not re.match(r"\s*(?:[-*•] |\d{1,2}[.)] |#)", line)
        pieces.append((" " if goes_on else "\n") + line.strip())
    return "".join(pieces)


def without_controls(text: str) -> str:
    """The text with its control characters as blanks; ends of lines and tabs stay."""
    return CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
