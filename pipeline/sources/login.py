"""How a source lets us in, as a catalogue has it: by the name of a secret, never the secret itself."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

type Kind = Literal["basic", "bearer", "header", "query", "password", "key", "access_key"]

KINDS: dict[str, tuple[Kind, ...]] = {  # of login, by the scheme of the address
    "http": ("basic", "bearer", "header", "query"),
    "https": ("basic", "bearer", "header", "query"),
    "sftp": ("password", "key"),
    "s3": ("access_key",),
}
NAME = r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$"  # RFC 9110, section 5.6.2
OURS = frozenset({"host", "connection", "content-length", "transfer-encoding", "upgrade", "te", "accept-encoding"})


def _variable(name: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,99}", name):
        raise ValueError("should be the name of a variable such as AGENCY_TOKEN; a catalogue is no place for secrets")
    if name.startswith(("NEWSWIRE_", "AIRFLOW_")):
        raise ValueError("is a setting of the program; give the secret's variable a name of its own")
    return name


class Login(BaseModel):
    """How to log in. The secret itself is never here: `secret` names an environment variable that holds it.

    `connection` names a connection of Airflow instead. `name` is that of the header or of the parameter, `user` who
    logs in (for S3 the access key's id), `host_key` the fingerprint of an SFTP server's key.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: Kind
    secret: Annotated[str, AfterValidator(_variable)] | None = None
    connection: str | None = Field(None, pattern=r"^[\w.-]{1,200}$")
    user: str | None = Field(None, pattern=r"^[^\x00-\x1f\x7f:]{1,200}$")
    name: str | None = Field(None, pattern=NAME)
    host_key: str | None = Field(None, pattern=r"^SHA256:[A-Za-z0-9+/]{43}$")

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        if (self.secret is None) == (self.connection is None):
            raise ValueError('needs either "secret", the name of an environment variable, or "connection", of Airflow')
        is_named, is_personal = self.kind in {"header", "query"}, self.kind in {"password", "key", "access_key"}
        if is_named != (self.name is not None):
            raise ValueError(f'kind "{self.kind}" {"needs" if is_named else "has no"} "name"')
        if self.kind == "header" and self.name is not None and self.name.lower() in OURS:
            raise ValueError(f'name = "{self.name}" is a header that every request has already')
        if is_personal and self.user is None and self.connection is None:
            raise ValueError(f'kind "{self.kind}" needs "user"')
        if self.user is not None and not is_personal and self.kind != "basic":
            raise ValueError(f'kind "{self.kind}" has no "user"')
        if self.host_key is not None and self.kind not in KINDS["sftp"]:
            raise ValueError(f'kind "{self.kind}" has no "host_key"')
        return self

    @property
    def origin(self) -> str:
        """Where the secret comes from, for people."""
        return f"the variable {self.secret}" if self.secret else f"the connection {self.connection} of Airflow"
