"""Where secrets come from: variables of the environment, files that they name, and connections of Airflow."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from pipeline.sources.access import Access, Secret
from pipeline.sources.login import Login

MAX_BYTES = 64 * 1024

type Connections = Callable[[str], Secret | None]


class Secrets:
    """Finds the secrets that logins name, each once. A secret NAME is that variable, or the file that NAME_FILE names.

    `connections` finds the connections of Airflow; without it those in the environment (AIRFLOW_CONN_*) count.
    """

    def __init__(self, environment: Mapping[str, str], connections: Connections | None = None) -> None:
        self._environment = environment
        self._connections = connections or self._connection
        self._found: dict[Login, tuple[Secret | None, str]] = {}

    def access(self, login: Login, home: str) -> Access:
        """The login of a source at the address `home`, with its secret, or with what to do about the lack of it."""
        if login not in self._found:
            self._found[login] = self._find(login)
        secret, problem = self._found[login]
        name = login.secret or login.connection
        remedy = f"Set {login.origin}" + (f", or {name}_FILE to the path of a file with it" if login.secret else "")
        return Access(login, home, secret, problem, remedy)

    def _find(self, login: Login) -> tuple[Secret | None, str]:
        """The secret, or what is wrong."""
        if login.connection:
            secret = self._connections(login.connection)
            if secret is None:
                return None, f"needs a login, and {login.origin} is not there"
        else:
            name = login.secret or ""
            value = self._environment.get(name, "")
            file = self._environment.get(f"{name}_FILE", "")
            if not value and file:
                value, problem = _read(Path(file))
                if problem:
                    return None, f"needs a login, and the file of {name}_FILE {problem}"
            secret = Secret(SecretStr(value.rstrip("\r\n")))
        if not secret.value:
            return None, f"needs a login, and {login.origin} is not set"
        return secret, ""

    def _connection(self, name: str) -> Secret | None:
        """A connection in the environment, as JSON or as a URI, as Airflow reads it."""
        text = self._environment.get(f"AIRFLOW_CONN_{name.upper()}", "").strip()
        if not text:
            return None
        try:
            if text.startswith("{"):
                fields = json.loads(text)
                return secret_of(fields.get("login"), fields.get("password"), fields.get("extra"))
            parts = urlsplit(text)
        except ValueError:
            return secret_of(None, None, None)
        return secret_of(unquote(parts.username or ""), unquote(parts.password or ""), None)


def secret_of(login: str | None, password: str | None, extra: object) -> Secret:
    """The secret in a connection: its password, else the `private_key` of its extras, as Airflow's SFTP hook has it."""
    if isinstance(extra, str) and re.match(r"\s*\{", extra):
        try:
            extra = json.loads(extra)
        except ValueError:
            extra = None
    key = extra.get("private_key") if isinstance(extra, dict) else None
    return Secret(SecretStr(password or (key if isinstance(key, str) else "")), login or "")


def _read(path: Path) -> tuple[str, str]:
    """The characters of a file, or what is wrong with it."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        return (data.decode(), "") if len(data) <= MAX_BYTES else ("", f"is larger than {MAX_BYTES} bytes")
    except UnicodeDecodeError:
        return "", "is not UTF-8"
    except OSError as error:
        return "", f"cannot be read ({error.strerror})"
