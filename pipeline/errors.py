"""Every error that Newswire raises on purpose.

NewswireError
├── RejectedInput          this input is unusable: quarantine it, go on with the rest
├── TransientError         may go away by itself: try again later
│   ├── FetchFailed            a source did not answer as it should
│   └── DatabaseUnavailable    no connection to the database
└── PermanentError         somebody has to change something first
    ├── SettingsError          a NEWSWIRE_* variable or a command's argument
    ├── CatalogueError         sources.toml
    ├── SchemaError            the database is older or newer than the code
    └── ModelMissing           the language model is not installed
"""


class NewswireError(Exception):
    """An error with the name of the thing concerned, what is wrong with it, and the way out."""

    def __init__(self, what: object, problem: str, remedy: str = "") -> None:
        super().__init__(what, problem, remedy)
        self.what, self.problem, self.remedy = str(what), problem, remedy

    def __str__(self) -> str:
        message = f"{self.what}: {self.problem}"
        return f"{message}. {self.remedy}" if self.remedy else message


class RejectedInput(NewswireError):
    """This input is unusable; the rest of the batch is not concerned."""


class TransientError(NewswireError):
    """May go away by itself; a retry is worth it."""


class FetchFailed(TransientError):
    """A source did not answer as it should."""


class DatabaseUnavailable(TransientError):
    """No connection to the database."""


class PermanentError(NewswireError):
    """Stays until somebody changes something; a retry is of no use."""


class SettingsError(PermanentError):
    """A NEWSWIRE_* variable or a command's argument is wrong."""


class CatalogueError(PermanentError):
    """sources.toml is wrong."""


class SchemaError(PermanentError):
    """The database's schema is not the one that this code needs."""


class ModelMissing(PermanentError):
    """The language model is not installed."""
