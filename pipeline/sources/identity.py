"""Which story an item is, and which version of it: pure decisions on its guid, link, headline and text."""

import hashlib
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit

from pipeline.model import Story

HASH_VERSION = "1"  # a new way to hash needs a new number, so that old hashes are not mistaken for changes
MAX_KEY = 500  # characters; a longer key is cut and gets its hash, since databases bound what they index
DEFAULT_PORTS = {None, 80, 443}
TRACKING_PREFIXES = ("utm_", "at_", "mc_", "hsa_", "pk_", "mtm_", "ns_", "wt.", "_hs", "traffic_")
TRACKING = frozenset(
    "fbclid gclid dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh _ga _gl cmp cmpid cmpig ftag ito xtor "
    "ocid smid wt_mc guccounter ncid mkt_tok".split()
)
TRACKING_VALUES = ("rss", "feed")

type Key = tuple[str, str]


def canonical_link(url: str) -> str:
    """A link in the form in which two links to the same page are equal; a key, not an address to fetch.

    Scheme and host are lower case, http is https, `www.`, default ports, fragments, tracking parameters and the last
    slash are gone, parameters are sorted. What is not a web address comes back without its outer blanks.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return url
    host = parts.hostname.rstrip(".").removeprefix("www.")
    if port not in DEFAULT_PORTS:
        host += f":{port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
    query = urlencode(sorted(pair for pair in pairs if not _is_tracking(*pair)))
    return f"https://{host}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")


def _is_tracking(name: str, value: str) -> bool:
    name = name.lower()
    return name.startswith(TRACKING_PREFIXES) or name in TRACKING or value.lower().startswith(TRACKING_VALUES)


def candidate_keys(story: Story, *, file_name: str = "") -> list[Key]:
    """Every key under which the story may be known within its source, most trusted first; never none.

    The guid, the link; without a link the headline with its time. A file that states neither guid nor link is one
    story under its own name, however its headline changes; in a feed the name says nothing.
    """
    keys = []
    if story.guid:
        keys.append(("guid", story.guid))
    if story.link:
        keys.append(("link", canonical_link(story.link)))
    if not keys and file_name and story.format != "feed":
        return [("file", _bounded(file_name))]
    if not story.link and story.headline:
        created = story.first_created
        when = "" if created is None else created.at.isoformat() if created.at else created.raw
        keys.append(("headline", f"{_normal(story.headline)} {when}".rstrip()))
    return [(kind, _bounded(value)) for kind, value in keys] or [("content", content_hash(story))]


def content_hash(story: Story) -> str:
    """What decides whether two readings of a story are the same version: its text, and whether it may be shown.

    Differences in blanks and in Unicode composition are none. A kill, a withdrawal from use or another embargo is
    a new version even if no word changed.
    """
    parts = [_normal(story.headline), _normal(story.summary), _normal(story.body)]
    if story.kind == "kill":
        parts.append("kill")
    if story.pubstatus not in {"", "usable"}:
        parts.append(f"pubstatus {story.pubstatus}")
    if story.embargo is not None:
        parts.append(f"embargo {story.embargo.at.isoformat() if story.embargo.at else story.embargo.raw}")
    return _hash("\x1f".join(parts))


def body_hash(story: Story) -> str:
    """The hash of the body, character by character: texts with the same one share offsets."""
    return _hash(story.body)


def _hash(text: str) -> str:
    return f"{HASH_VERSION}:{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()}"


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _bounded(key: str) -> str:
    return key if len(key) <= MAX_KEY else f"{key[:200]}#{_hash(key)}"
