"""A login with its secret: what it adds to requests to its own host, and to no other; and how to hide it again."""

from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from pydantic import SecretStr
from yarl import URL

from pipeline.sources.answer import Unusable
from pipeline.sources.login import Login

HIDDEN = "***"


@dataclass(frozen=True)
class Secret:
    """What a variable or a connection holds; printing it shows nothing."""

    value: SecretStr
    user: str = ""


@dataclass(frozen=True)
class Access:
    """A login with its secret, good for the host of `home` alone, and not over plain HTTP if home is on HTTPS.

    Without a secret `problem` and `remedy` say why.
    """

    login: Login
    home: str
    secret: Secret | None = None
    problem: str = ""
    remedy: str = ""

    @property
    def user(self) -> str:
        """Who logs in; empty where nobody is named."""
        return self.login.user or (self.secret.user if self.secret else "")

    @property
    def value(self) -> str:
        """The secret itself; raises Unusable if there is none."""
        if self.secret is None:
            raise Unusable("secret", self.problem, self.remedy)
        return self.secret.value.get_secret_value()

    def admits(self, url: URL) -> bool:
        """Whether this address may be told the secret: the home's own host and port, or the same host on HTTPS."""
        home = URL(self.home)
        if url.host != home.host:
            return False
        is_upgrade = (home.scheme, url.scheme) == ("http", "https") and home.is_default_port() and url.is_default_port()
        return (url.scheme, url.port) == (home.scheme, home.port) or is_upgrade

    def headers(self, url: URL) -> dict[str, str]:
        """The headers to send there; raises Unusable for a secret that no header can carry."""
        kind, value = self.login.kind, self.value
        if not self.admits(url) or kind == "query":
            return {}
        if kind != "basic" and not (value.isascii() and value.isprintable()):
            raise Unusable("secret", f"cannot be sent {self.login.origin}: it has odd characters", "Set it anew")
        match kind:
            case "basic":  # RFC 7617; a secret that stands alone is already USER:PASSWORD
                pair = f"{self.user}:{value}" if self.user else value
                return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
            case "bearer":
                return {"Authorization": f"Bearer {value}"}
        return {self.login.name or "": value}

    def address(self, url: URL) -> URL:
        """What to ask for in place of the address: with the parameter where its host may have it."""
        return url.extend_query({self._parameter: self.value}) if self._parameter and self.admits(url) else url

    def bare(self, url: URL) -> URL:
        """The address without the parameter, which a server may have put into a redirect.

        Raises Unusable where another part of it carries the secret to a host that may not have it.
        """
        bare = url.without_query_params(self._parameter) if self._parameter in url.query else url
        if not self.admits(bare) and any(form in f"{bare}\n{bare.human_repr()}" for form in self._forms):
            raise Unusable(
                "redirects", "redirects to another host with the secret in the address", "Tell its publisher"
            )
        return bare

    def scrub(self, text: str) -> str:
        """A text without the secret in any form in which a server or a library may repeat it."""
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        return text

    def scrub_body(self, data: bytes) -> bytes:
        """A document without the parameter's value, which feeds repeat in their own address; else as it is."""
        if not self._parameter:
            return data
        for form in self._forms:
            data = data.replace(f"{self._parameter}={form}".encode(), f"{self._parameter}={HIDDEN}".encode())
        return data

    @property
    def _parameter(self) -> str:
        return (self.login.name or "") if self.login.kind == "query" else ""

    @property
    def _forms(self) -> list[str]:
        """The secret as it may be written, the longest first."""
        if self.secret is None:
            return []
        value = self.value
        pair = f"{self.user}:{value}" if self.user else value
        forms = {
            value,
            pair.partition(":")[2] or value,
            quote(value),
            quote(value, safe=""),
            quote_plus(value),
            str(URL.build(query={"v": value}))[3:],
        }
        encoded = {b64encode(text.encode()).decode() for text in (value, pair)}
        return sorted({form for form in forms | encoded if form}, key=len, reverse=True)
