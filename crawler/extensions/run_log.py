"""The log of a run, kept beside its report, independent of what the terminal shows."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.errors import ArchiveError, CaptureNotWritten

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


class LoggedOnce(logging.Filter):
    """Keeps out what Scrapy logs of every page that ran into an archive that cannot be written.

    The reason that ended the run is logged once, in one line, and not with a traceback for each
    page in flight.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], ArchiveError))


class RunLog(logging.FileHandler):
    """The file of one run's log. A log that cannot be written ends the run, as an archive does.

    :param failed: called with the error, once.
    :raises OSError: the file cannot be made.
    """

    def __init__(self, path: Path, failed: Callable[[ArchiveError], None]) -> None:
        super().__init__(path, encoding="utf-8")
        self._failed = failed
        self._broken = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record, unless an earlier one could not be."""
        if not self._broken:
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Called by ``emit`` in place of an exception."""
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            self._broken = True
            self._failed(CaptureNotWritten(f"the log of the run cannot be written: {error}"))
        else:
            super().handleError(record)

    def close(self) -> None:
        """Close the file, whether or not it takes what is left."""
        try:
            super().close()
        except OSError as error:
            self._broken = True
            self._failed(CaptureNotWritten(f"the log of the run cannot be written: {error}"))


def log_to(
    path: Path, settings: BaseSettings, failed: Callable[[ArchiveError], None]
) -> logging.Handler:
    """Write what is logged from now on to a file as well.

    :param failed: called when the file takes no more.
    :returns: the handler; remove it from the root logger and close it at the end.
    :raises OSError: the file cannot be made.
    """
    handler = RunLog(path, failed)
    handler.setFormatter(
        logging.Formatter(settings.get("LOG_FORMAT"), datefmt=settings.get("LOG_DATEFORMAT"))
    )
    handler.setLevel(settings.get("LOG_LEVEL"))
    logging.root.addHandler(handler)
    return handler


def log_once() -> None:
    """Apply :class:`LoggedOnce` to every handler; Scrapy replaces its own before the opening."""
    for handler in logging.root.handlers:
        if not any(isinstance(present, LoggedOnce) for present in handler.filters):
            handler.addFilter(LoggedOnce())
