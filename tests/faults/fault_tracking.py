"""What a power cut leaves: notes what is synced while a crawl works, then takes the rest back.

A file keeps what it was synced with; of what was written after that anything may be there: all,
a part, nothing, or zeros where a page of it never reached the disk. A rename that no sync of the
folder followed may not have happened. SQLite syncs by itself: of its write-ahead log everything
may be lost but what a checkpoint has begun to copy, which it syncs before it copies.
"""

from __future__ import annotations

import errno
import json
import os
import random
import stat
import struct
from collections.abc import Iterator
from pathlib import Path

LOG = "FAULT_SYNC_LOG"
"""Environment: file for the notes."""
BROKEN = "FAULT_SYNC_FAILS"
"""Environment: which sync, counted from 1, fails with an I/O error; all after it do too."""

_sync, _data_sync, _replace, _rename = os.fsync, os.fdatasync, os.replace, os.rename
_count = 0


def install() -> None:
    """Interpose. To be called before anything that syncs is imported."""
    os.fsync = lambda handle: _synced(handle, _sync)
    os.fdatasync = lambda handle: _synced(handle, _data_sync)
    os.replace = lambda old, new: _renamed(old, new, _replace)
    os.rename = lambda old, new: _renamed(old, new, _rename)


def _note(**facts: object) -> None:
    log = os.environ.get(LOG)
    if log:
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(handle, json.dumps(facts).encode() + b"\n")
        os.close(handle)


def _synced(handle: int, sync) -> None:
    global _count
    _count += 1
    if _count >= int(os.environ.get(BROKEN) or 1 << 60):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    sync(handle)
    state = os.fstat(handle)
    if stat.S_ISDIR(state.st_mode):
        _note(folder=os.readlink(f"/proc/self/fd/{handle}"))
    else:
        _note(file=state.st_ino, size=state.st_size)


def _renamed(old, new, rename) -> None:
    log, saved = os.environ.get(LOG), None
    if log and os.path.exists(new):
        saved = f"{log}.{os.stat(new).st_ino}"
        if not os.path.exists(saved):
            os.link(new, saved)
    rename(old, new)
    _note(old=os.fspath(old), new=os.fspath(new), saved=saved)


# -- the cut -------------------------------------------------------------------------------------


def cut(root: Path, log: Path, chance: random.Random) -> None:
    """Take back what a power cut at this moment might have taken."""
    notes = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    for note in reversed(list(_undurable_renames(notes))):
        if chance.random() < 0.5 and os.path.exists(note["new"]):
            _rename(note["new"], note["old"])
            if note["saved"]:
                _rename(note["saved"], note["new"])
    synced = {note["file"]: note["size"] for note in notes if "file" in note}
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.startswith((".lock", "ledger.sqlite")):
            _tear(path, synced.get(path.stat().st_ino, 0), chance)
    _tear_ledger(root / "ledger.sqlite", chance)
    for saved in log.parent.glob(f"{log.name}.*"):
        saved.unlink()
    left = [path.stat() for path in root.rglob("*") if path.is_file()]
    rows = [json.dumps({"file": state.st_ino, "size": state.st_size}) + "\n" for state in left]
    log.write_text("".join(rows))  # what is there now has survived


def _undurable_renames(notes: list[dict]) -> Iterator[dict]:
    for number, note in enumerate(notes):
        if "old" in note:
            folder = os.path.dirname(note["new"])
            if not any(later.get("folder") == folder for later in notes[number:]):
                yield note


def _tear(path: Path, durable: int, chance: random.Random) -> None:
    size = path.stat().st_size
    if size <= durable:
        return
    keep = chance.choice([durable, chance.randint(durable, size), size])
    os.truncate(path, keep)
    if keep > durable and chance.random() < 0.5:
        start = chance.randint(durable, keep - 1)
        with path.open("r+b") as file:
            file.seek(start)
            file.write(bytes(chance.randint(1, keep - start)))


def _tear_ledger(path: Path, chance: random.Random) -> None:
    log, shared = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    if not log.exists():
        return
    size = log.stat().st_size
    if size >= 32:
        # File formats "WAL" and "WAL-Index" of SQLite: frames are a header of 24 bytes and a
        # page; the index notes how many a checkpoint has attempted to copy.
        (page,) = struct.unpack(">I", log.read_bytes()[8:12])
        index = shared.read_bytes() if shared.exists() else b""
        begun = struct.unpack("=I", index[128:132])[0] if len(index) >= 132 else 0
        least = min(size, 32 + begun * (24 + page)) if begun else 0
        os.truncate(log, chance.choice([least, chance.randint(least, size), size]))
        if not begun and path.stat().st_size <= page and chance.random() < 0.5:
            path.unlink()  # not even its name was durable
            log.unlink()
    shared.unlink(missing_ok=True)
