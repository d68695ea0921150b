"""The exceptions of the project, drawn as a tree; each says what its catcher does next.

::

    ArchiverError
    ├── ConfigurationError        a setting or an argument is wrong: nothing was started
    ├── ArchiveError              the archive cannot be written or trusted: STOP THE RUN
    │   ├── CaptureNotWritten     a record, an index line or a ledger row could not be stored
    │   ├── CollectionLocked      another process writes this collection
    │   ├── LinesLost             article lines are gone; the archive has what they were read from
    │   └── CorruptRecord         bytes on disk are not what the format demands
    ├── NotArchived               a replay asked for something the collection does not hold
    └── PageError                 this page only: COUNT IT AND GO ON (``code`` names the counter)
        └── ContentError          a body inflates beyond all reason

Do not add one without a line here and in ``docs/reference/errors.md``; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping

EXIT_CODES: Mapping[str, int] = {
    "complete": 0,
    "failed": 1,
    "configuration": 2,
    "archive": 3,
    "degraded": 4,
    "interrupted": 5,
    "locked": 6,
    "refused": 7,
}
"""Exit status of a command by its outcome; see docs/reference/exit-codes.md."""


class ArchiverError(Exception):
    """Base of everything this project raises on purpose."""

    outcome = "failed"
    """How a command that it ends has ended: a key of ``EXIT_CODES``."""


class ConfigurationError(ArchiverError):
    """Raised when a setting or an argument is wrong, before a run starts. Then exit 2."""

    outcome = "configuration"


class ArchiveError(ArchiverError):
    """Raised when the archive cannot be written or trusted. Then stop the run, exit 3."""

    outcome = "archive"


class CaptureNotWritten(ArchiveError):
    """Raised when storing fails, from the writer thread. Then stop: nothing after it counts."""


class CollectionLocked(ArchiveError):
    """Raised when another process holds the collection, from opening it. Then exit 6."""

    outcome = "locked"


class LinesLost(ArchiveError):
    """Raised when article lines or the ledger are gone, from opening. Then read them again."""


class CorruptRecord(ArchiveError):
    """Raised when a file is damaged, from a reader; carries where and what.

    :param path: file name as the caller knows it.
    :param offset: byte offset of the record or member within the file.
    :param found: what stands there instead of what the format demands.
    """

    def __init__(self, path: str, offset: int, found: str) -> None:
        super().__init__(f"{path} at offset {offset}: {found}")
        self.path = path
        self.offset = offset
        self.found = found


class NotArchived(ArchiverError):
    """Raised when a collection holds no capture of an address, from replay. Then count it."""

    outcome = "archive"


class PageError(ArchiverError):
    """Raised when one page cannot be used. Then count ``code`` and continue with the next page."""

    code = "page-error"


class ContentError(PageError):
    """Raised when a compressed body inflates beyond the limit, from decoding its content coding."""

    code = "content-bomb"
