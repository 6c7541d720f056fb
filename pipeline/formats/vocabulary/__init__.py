"""IPTC Media Topics, and the older Subject Codes read as Media Topics (https://cv.iptc.org/newscodes/mediatopic/)."""

import re
from functools import cache
from importlib.resources import files

from pipeline.model import Subject

_TOPIC = re.compile(r"(?:(?:.*[/:#])?(?:mediatopic|medtop)[/:#])(\d{8})", re.IGNORECASE)
_SUBJECT_CODE = re.compile(r"(?:(?:.*[/:#])?(?:subjectcode|subj|iptc)[/:#])?(\d{7,8})", re.IGNORECASE)
_MAX_CODE = 200  # characters


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Names of the Media Topics by code, and Media Topics by Subject Code."""
    names, topics = {}, {}
    text = files(__name__).joinpath("media_topics.tsv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        code, name, same = line.split("\t")
        names[code] = name
        topics.update(dict.fromkeys(same.split(), code))
    return names, topics


def subject(code: str, name: str = "") -> Subject | None:
    """The subject that a code and a name stand for, None where both are empty.

    A Media Topic gets its name from the vocabulary. A Subject Code becomes the Media Topic that IPTC maps it to, or
    its nearest broader one that has a Media Topic. Other codes, an agency's own, stay as they were sent.
    """
    names, topics = _tables()
    if len(code) > _MAX_CODE:
        return None
    if (found := _TOPIC.fullmatch(code)) and found[1] in names:
        return Subject(f"medtop:{found[1]}", names[found[1]])
    if found := _SUBJECT_CODE.fullmatch(code):
        sent = found[1].zfill(8)
        for broader in (sent, f"{sent[:5]}000", f"{sent[:2]}000000"):
            if topic := topics.get(broader):
                return Subject(f"medtop:{topic}", names[topic], f"subj:{sent}")
        if sent in names:
            return Subject(f"medtop:{sent}", names[sent])
    return Subject(code, name) if code or name else None
