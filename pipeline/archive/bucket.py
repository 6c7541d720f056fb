"""A bucket of S3, or of what speaks its protocol, as the place of an archive, by way of fsspec."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib.util import find_spec
from typing import Any, BinaryIO

from pipeline.errors import PermanentError, SettingsError, TransientError

ATTEMPTS = 3
REMEDY = "Check NEWSWIRE_ARCHIVE and the AWS_* variables"


class Bucket:
    """The part of a bucket below the prefix of a URL such as s3://bucket/prefix.

    Who we are and where the server is comes from the variables that all programs for S3 read: AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL and so on. An object is written by one request and is there in full or not
    at all; the SDK sends a checksum with it.
    """

    def __init__(self, url: str) -> None:
        """Raises SettingsError where the library is not installed."""
        if find_spec("s3fs") is None:
            remedy = "Run scripts/install.sh requirements/s3.txt"
            raise SettingsError("NEWSWIRE_ARCHIVE", "the library for S3 is not installed", remedy)
        self._url = url.rstrip("/")

    @cached_property
    def _files(self) -> Any:
        """The file system, opened when it is first needed, in the process that needs it."""
        import fsspec

        config = {"retries": {"max_attempts": ATTEMPTS, "mode": "standard"}, "connect_timeout": 10, "read_timeout": 60}
        return fsspec.filesystem("s3", use_listings_cache=False, skip_instance_cache=True, config_kwargs=config)

    def label(self, name: str) -> str:
        """What errors call an object."""
        return f"{self._url}/{name}"

    def has(self, name: str) -> bool:
        """Whether the object is there."""
        with self._named_errors(self.label(name)):
            return bool(self._files.exists(self.label(name)))

    def write(self, name: str, data: bytes) -> None:
        """Make the object, all of it or nothing."""
        with self._named_errors(self._url):
            self._files.pipe_file(self.label(name), data)

    def open(self, name: str) -> BinaryIO:
        """The object's bytes; raises FileNotFoundError."""
        with self._named_errors(self.label(name)):
            return io.BytesIO(self._files.cat_file(self.label(name)))

    def remove(self, name: str) -> bool:
        """Take the object away; a bucket with versioning keeps older versions, which is for its owner to end."""
        if not self.has(name):
            return False
        with self._named_errors(self.label(name)):
            self._files.rm_file(self.label(name))
        return True

    @contextmanager
    def _named_errors(self, what: str) -> Iterator[None]:
        from botocore.exceptions import BotoCoreError, NoCredentialsError, NoRegionError

        try:
            yield
        except (PermissionError, NoCredentialsError, NoRegionError) as error:
            raise PermanentError(what, f"may not be used ({error})", REMEDY) from error
        except FileNotFoundError as error:
            if what == self._url:
                raise PermanentError(what, f"is not there ({error})", REMEDY) from error
            raise
        except (OSError, BotoCoreError) as error:
            raise TransientError(what, f"does not answer ({error})", f"Try again later. {REMEDY}") from error
