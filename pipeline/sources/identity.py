"""Which story an item is, and which version of it: pure decisions on its guid, link, headline and text."""

import hashlib
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass
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

REPLACING = frozenset({"updates", "corrects"})
UNSHOWN = frozenset({"kill", "withhold", "advisory", "test"})

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


@dataclass(frozen=True, slots=True)
class Keys:
    """Under what an item may be known within its source, most trusted first.

    Any of `decisive` says which story it is; one of `supporting` only where headline or text agree.
    """

    decisive: tuple[Key, ...]
    supporting: tuple[Key, ...] = ()

    @property
    def all(self) -> tuple[Key, ...]:
        """Every key."""
        return self.decisive + self.supporting


def candidate_keys(
    story: Story, *, file_name: str = "", trusts_guids: bool = True, shared_links: Container[str] = frozenset()
) -> Keys:
    """Every key under which the story may be known within its source; never none.

    The item's id through its versions, or the guid, after the ids of items that it takes the place of; the link, unless
    it is one of the document's `shared_links`; the headline with its time. Where the source's guids cannot be trusted,
    theirs is the last word. A guid that is an address counts as one, so it may change its scheme; where it is the
    item's link, the link decides as well. A file that states neither guid nor link is one story under its own name,
    however its headline changes; in a feed the name says nothing.
    """
    guids = [("guid", story.item_id or story.guid)] if story.item_id or story.guid else []
    if story.item_id and story.guid not in {"", story.item_id}:
        guids.append(("version", story.guid))
    links = [("link", canonical_link(story.link))] if story.link else []
    if not guids and not links and file_name and story.format != "feed":
        return Keys((("file", _bounded(file_name)),))
    is_link_shared = bool(links) and links[0][1] in shared_links
    headlines = [("headline", _dated(story))] if story.headline and (not links or is_link_shared) else []
    ranks = [links, headlines] if not is_link_shared else [headlines, links]
    if page := _page(story.guid):
        if links and page == links[0][1]:
            guids += links
        else:
            guids.append(("permalink", page))
    older = [(kind, target) for target in replaced(story) for kind in ("guid", "version")]
    ranks = [older + guids, *ranks] if trusts_guids else [*ranks, guids[:1]]
    first, *rest = [rank for rank in ranks if rank] or [[("content", content_hash(story))]]
    decisive = tuple((kind, _bounded(value)) for kind, value in first)
    supporting = dict.fromkeys((kind, _bounded(value)) for rank in rest for kind, value in rank)
    return Keys(decisive, tuple(key for key in supporting if key not in decisive))


def replaced(story: Story) -> list[str]:
    """The ids of the items that this one takes the place of: they are earlier versions of the same story."""
    if story.kind in UNSHOWN:
        return []
    own = {story.guid, story.item_id}
    return [link.target for link in story.links if link.relation in REPLACING and link.target not in own]


def _page(guid: str) -> str:
    return canonical_link(guid) if guid.lower().startswith(("http://", "https://")) else ""


def _dated(story: Story) -> str:
    created = story.first_created
    when = "" if created is None else created.at.isoformat() if created.at else created.raw
    return f"{_normal(story.headline)} {when}".rstrip()


def shared_links(stories: Iterable[Story]) -> set[str]:
    """The canonical links that stand for items with different headlines in one document: a front page, a topic."""
    headlines: dict[str, str] = {}
    shared = set()
    for story in stories:
        if story.link and story.headline:
            link = canonical_link(story.link)
            if headlines.setdefault(link, story.headline) != story.headline:
                shared.add(link)
    return shared


def content_hash(story: Story) -> str:
    """What decides whether two readings of a story are the same version: its text, and whether it may be shown.

    Differences in blanks and in Unicode composition are none. A kill, a withdrawal from use, another embargo is
    a new version even if no word changed.
    """
    parts = [_normal(story.headline), _normal(story.summary), _normal(story.body)]
    if story.kind in UNSHOWN:
        parts.append(story.kind)
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
