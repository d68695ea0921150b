"""WarcWriter: whole exchanges appended durably to ``.open`` files, rolled over and sealed.

What is appended is held back until :meth:`WarcWriter.sync`, so that one write and one fsync
cover many exchanges. When a write fails, the file is cut back to the last whole exchange, and the
writer refuses everything after that: a file does not hold part of an exchange.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from crawler.archive.warc import naming
from crawler.archive.warc.fields import Pair, record_id, serialise, sha1, w3c_date
from crawler.archive.warc.members import member
from crawler.archive.warc.records import REDACTION, Encoded
from crawler.errors import CaptureNotWritten
from crawler.models import Capture

CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"

_HELD_BACK_BYTES = 8 << 20
_LAST_SERIAL = 99_999
_sync_data = getattr(os, "fdatasync", os.fsync)  # macOS has no fdatasync


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcInfo:
    """The warcinfo record that opens every file (WARC 1.1 section 6.2): who wrote it, with what
    and how. Empty values are left out.
    """

    software: str
    """Name and version of this program."""
    robots: str
    """Robots policy followed, for instance ``obey``."""
    hostname: str
    """Machine that wrote the file; part of the file name."""
    operator: str = ""
    """Name and contact of who runs the crawl."""
    user_agent: str = ""
    """``User-Agent`` usually sent."""
    from_address: str = ""
    """``From`` usually sent."""
    is_part_of: str = ""
    """Collection the file belongs to."""
    description: str = ""
    """One line about the run."""
    extra: tuple[Pair, ...] = ()
    """Further fields, for instance settings that weaken what the records prove."""


def encode_warcinfo(info: WarcInfo, *, warcinfo_id: str, date: str, filename: str) -> bytes:
    """The gzip member of a warcinfo record.

    :param warcinfo_id: its ``WARC-Record-ID``; all records of the file carry it.
    :param date: ``WARC-Date``, see :func:`crawler.archive.warc.fields.w3c_date`.
    :param filename: final name of the file, without ``.open``.
    """
    pairs = (
        ("software", info.software),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", CONFORMS_TO),
        ("operator", info.operator),
        ("hostname", info.hostname),
        ("robots", info.robots),
        ("http-header-user-agent", info.user_agent),
        ("http-header-from", info.from_address),
        ("isPartOf", info.is_part_of),
        ("description", info.description),
        ("digest", "sha1, Base32; payload digests cover the entity without transfer-coding"),
        ("redaction", REDACTION),
        *info.extra,
    )
    block = serialise(pair for pair in pairs if pair[1])
    header = (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", warcinfo_id),
        ("WARC-Date", date),
        ("WARC-Filename", filename),
        ("WARC-Block-Digest", sha1(block)),
        ("Content-Type", "application/warc-fields"),
        ("Content-Length", str(len(block))),
    )
    return member(header, block)


class DiskFile:
    """A new unbuffered file, open for appending. Every method may raise OSError.

    :raises FileExistsError: when there is one of that name.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        self._handle = os.open(path, flags, 0o644)

    def write(self, data: memoryview, /) -> int:
        """Append some of ``data``; returns how many bytes."""
        return os.write(self._handle, data)

    def sync(self) -> None:
        """Return when all bytes written would survive a power cut."""
        _sync_data(self._handle)

    def truncate(self, size: int, /) -> None:
        """Cut the file to ``size`` bytes."""
        os.ftruncate(self._handle, size)

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)


class WarcWriter:
    """Writes the WARC files of one run, one at a time. Not to be shared between threads.

    The first file is made by the first exchange, so a run that captures nothing leaves none.

    :param directory: where the files go; it exists.
    :param prefix: begins the file names, usually the collection.
    :param info: the ``warcinfo`` record; its host name ends the file names.
    :param max_bytes: a file that an exchange would take beyond this is sealed before it.
    :param now: clock, aware UTC: names and dates files.
    :param opener: makes a new file.
    """

    def __init__(
        self,
        directory: Path,
        *,
        prefix: str,
        info: WarcInfo,
        max_bytes: int,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        opener: Callable[[Path], DiskFile] = DiskFile,
    ) -> None:
        self._directory = directory
        self._prefix = prefix
        self._info = info
        self._max_bytes = max_bytes
        self._now = now
        self._new_id = new_id
        self._opener = opener
        self._serial = 0
        self._file: DiskFile | None = None
        self._failure: CaptureNotWritten | None = None
        self.filename: str | None = None
        """Final name of the file being written, None while there is none."""
        self.warcinfo_id = ""
        """``WARC-Record-ID`` of its warcinfo."""
        self.position = 0
        """Its length, what is held back included."""
        self.committed = 0
        """Its length as of the last :meth:`sync`: what survives a power cut."""
        self._written = 0
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._ends: list[int] = []

    def append(self, encode: Callable[[str], Encoded]) -> Capture | None:
        """Add one exchange to the current file, or to a new one if it does not fit.

        Durable only after the next :meth:`sync`.

        :param encode: given a ``warcinfo_id``, returns the records that carry it; called again
            when a new file is begun.
        :returns: the capture, None for an exchange without a response.
        :raises CaptureNotWritten: when a file cannot be made or written; nothing is appended
            after that.
        """
        self._refuse_after_failure()
        if self._file is None:
            self._open()
        encoded = encode(self.warcinfo_id)
        if self._ends and self.position + encoded.size > self._max_bytes:
            self.seal()
            self._open()
            encoded = encode(self.warcinfo_id)
        if encoded.warcinfo_id != self.warcinfo_id or self.filename is None:
            raise ValueError("the records belong to another file")
        capture = encoded.capture(self.filename, self.position)
        for part in encoded.members:
            self._hold(part)
        self._ends.append(self.position)
        if self._held_bytes >= _HELD_BACK_BYTES:
            self._write_held()
        return capture

    def sync(self) -> None:
        """Make everything appended durable.

        :raises CaptureNotWritten: when the disk does not take it.
        """
        self._refuse_after_failure()
        self._write_held()
        if self._file is None or self.committed == self.position:
            return
        try:
            self._file.sync()
        except OSError as error:
            # After a failed fsync the page cache may hold anything.
            self._fail(error, whole=self.committed)
        self.committed = self.position
        self._ends = self._ends[-1:]

    def seal(self) -> Path | None:
        """Finish the current file under its final name; None when there is none.

        A file that holds nothing but its warcinfo is removed instead: the report of the run
        says the same.

        :raises CaptureNotWritten: when that fails; the file stays ``.open``.
        """
        if self._file is None or self.filename is None:
            return None
        self.sync()
        path = self._directory / (self.filename + naming.OPEN)
        try:
            self.close()
            if self._ends:
                return naming.seal(path)
            path.unlink()
            naming.sync_directory(self._directory)
        except OSError as error:
            self._failure = CaptureNotWritten(f"{path.name} cannot be finished: {error}")
            raise self._failure from error
        except CaptureNotWritten as error:
            self._failure = error
            raise
        return None

    def close(self) -> None:
        """Close the current file as it is: ``.open``, without what is held back."""
        file, self._file, self.filename = self._file, None, None
        if file is not None:
            file.close()

    def _open(self) -> None:
        now = self._now()
        while True:
            if self._serial > _LAST_SERIAL:
                raise CaptureNotWritten(f"no serial number left in {self._directory}")
            name = naming.file_name(
                self._prefix, now, serial=self._serial, hostname=self._info.hostname
            )
            self._serial += 1
            path = self._directory / (name + naming.OPEN)
            if (self._directory / name).exists():
                continue
            try:
                self._file = self._opener(path)
                naming.sync_directory(self._directory)
            except FileExistsError:
                continue
            except OSError as error:
                self._failure = CaptureNotWritten(f"{path.name} cannot be made: {error}")
                raise self._failure from error
            break
        self.filename, self.warcinfo_id = name, record_id(self._new_id())
        self.position = self.committed = self._written = self._held_bytes = 0
        self._held, self._ends = [], []
        self._hold(
            encode_warcinfo(
                self._info, warcinfo_id=self.warcinfo_id, date=w3c_date(now), filename=name
            )
        )

    def _hold(self, member: bytes) -> None:
        self._held.append(member)
        self._held_bytes += len(member)
        self.position += len(member)

    def _write_held(self) -> None:
        if self._file is None or not self._held:
            return
        view = memoryview(b"".join(self._held))
        done = 0
        try:
            while done < len(view):
                written = self._file.write(view[done:])
                if written <= 0:
                    raise OSError(errno.EIO, "the file takes no more bytes")
                done += written
        except OSError as error:
            reached = self._written + done
            self._fail(error, whole=max((end for end in self._ends if end <= reached), default=0))
        self._written += done
        self._held, self._held_bytes = [], 0

    def _fail(self, error: OSError, *, whole: int) -> None:
        """Cut the file back to ``whole`` bytes, which end an exchange, and refuse the rest."""
        message = f"{self.filename}{naming.OPEN} at {self._written}: {error}"
        if self._file is not None:
            try:
                self._file.truncate(whole)
                self._file.sync()
            except OSError as second:
                message += f"; nor can it be cut back to {whole}: {second}"
        self._failure = CaptureNotWritten(message)
        raise self._failure from error

    def _refuse_after_failure(self) -> None:
        if self._failure is not None:
            raise CaptureNotWritten(f"refused after: {self._failure}") from self._failure
