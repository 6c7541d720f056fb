"""Bytes to characters: what a document says about its encoding, checked against what it is."""

import codecs
import re

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
# Only these names may choose a decoder: Python knows others, such as punycode, that take quadratic time.
TEXT_ENCODING = re.compile(
    r"utf-?16|iso-8859-(?:[2-9]|1[0-6])|(?:windows-|cp)(?:125\d|874)|koi8-[ru]|gb2312|gbk|gb18030|big5(?:-hkscs)?"
    r"|shift[_-]jis|sjis|euc-(?:jp|kr|tw)|macintosh|tis-620",
    re.IGNORECASE,
)
SEVEN_BITS = re.compile(r"iso-2022-(?:jp|kr)", re.IGNORECASE)
# What is written under these names uses the characters of a larger set (WHATWG Encoding Standard, section 4.2).
LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932",
          "euc-kr": "cp949", "big5": "big5-hkscs"}  # fmt: skip
MOSTLY = 10  # of so many characters beyond ASCII at most one may be broken


def decode(data: bytes, *declared: str) -> str:
    """The characters of a document; `declared` are the encodings that it and its sender state, in order of trust.

    A byte order mark decides. Else what can be UTF-8 is UTF-8, whatever is stated, since text in another encoding
    hardly ever can; else the first stated encoding that fits; else UTF-8 with stray bytes of Windows-1252, or
    Windows-1252 (which is also what "iso-8859-1" means on the web: WHATWG Encoding Standard, section 4.2).
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff")
    for encoding in declared:
        if SEVEN_BITS.fullmatch(encoding) and b"\x1b" in data:
            return data.decode(encoding, "replace")
    for encoding in ("utf-8", *filter(TEXT_ENCODING.fullmatch, declared)):
        try:
            return data.decode(LARGER.get(encoding.lower(), encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    broken = data.decode("utf-8", "replace").count("\ufffd")
    beyond_ascii = len(data) - len(data.translate(None, bytes(range(128, 256))))
    if broken * MOSTLY <= beyond_ascii:
        return data.decode("utf-8", "newswire-windows-1252")
    return data.decode("windows-1252", "newswire-latin-1")


def _stray_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return stray.decode("windows-1252", "replace"), error.end


def _undefined_bytes(error: UnicodeError) -> tuple[str, int]:
    """The five bytes that Windows-1252 leaves undefined are control characters."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("newswire-windows-1252", _stray_bytes)
codecs.register_error("newswire-latin-1", _undefined_bytes)
