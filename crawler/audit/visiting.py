"""What a walk over a file tells of, record by record."""

from __future__ import annotations

from typing import Protocol


class Inspection(Protocol):
    """What looks at one record while it goes by."""

    length: int | None
    """``Content-Length``, None when the header does not tell."""

    def block(self, piece: bytes) -> None:
        """The next bytes of the block."""
        ...

    def note(self, code: str, says: str) -> None:
        """A defect of this record."""
        ...

    def end(self, length: int) -> None:
        """The record was whole; ``length`` as an index counts it."""
        ...


class Visitor(Protocol):
    """What a walk tells of."""

    def begin(self, offset: int, header: bytes) -> Inspection:
        """A record header, version line and empty line included."""
        ...

    def damage(self, code: str, offset: int, says: str, held: bytes = b"") -> None:
        """Bytes that are no record; ``held`` is what could be read of one."""
        ...
