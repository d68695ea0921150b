"""Packing: every member of a package in order, its description last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from crawler.archive.collection.layout import write_atomically
from crawler.errors import ArchiveError, ConfigurationError
from crawler.pack import description
from crawler.pack.archive_file import PackageFile, package_file
from crawler.pack.contents import Choice, Contents, Part, contents
from crawler.pack.description import Dependence, Package
from crawler.pack.index import Entry, ZipNum, chosen, entries
from crawler.pack.originals import Originals
from crawler.pack.pages import Line, PageText, lines, page_list
from crawler.pack.withheld import covers, repeated, withheld

ORIGINALS = "revisits/originals.jsonl"
"""Member that lists, of a slice, the records outside it that its revisits refer to."""

_TEXT_GROWTH = 4
"""A page list is at most this many times as long as the article lines it is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What package is asked for."""

    choice: Choice = field(default_factory=Choice)
    """Which days, and what is withheld."""
    text: PageText = "search"
    """What the page list says of the text of an article."""
    zipnum_over: int = 20_000_000
    """An index of more bytes is written in compressed blocks."""
    beside: tuple[Path, ...] = ()
    """Packages, or folders of them, that are published together with this one."""
    software: str
    """Name and version of the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What was made."""

    path: Path
    size: int
    """Bytes of the package."""
    digest: str
    """SHA-256 of the package's description, which names the digest of every file in it."""
    warcs: int
    captures: int
    """Lines of its index."""
    articles: int
    """Article versions in it."""
    dependences: tuple[Dependence, ...]
    """What its revisits need from outside."""
    together: Path | None
    """The multi-WACZ list, when packages beside it were named."""


def pack(root: Path, out: Path, wanted: Wanted, *, progress: Callable[[int], None]) -> Packed:
    """Write a collection, or some days of it, into a WACZ.

    The file appears under its name when it is whole and durable; one of that name is replaced.

    :param progress: called with the bytes of each piece of a file that was copied.
    :raises ConfigurationError: nothing was written: no such collection, nothing in those days,
        a package of ``beside`` is none.
    :raises ArchiveError: the collection is not what its manifest says, or the package cannot be
        written.
    """
    of = contents(root)
    held = withheld(of.layout)
    choice = replace(
        wanted.choice,
        withheld=wanted.choice.withheld | held.articles,
        hidden=wanted.choice.hidden | held.captures,
    )
    warcs = choice.warcs(of)
    if not warcs:
        raise ConfigurationError(f"{root}: nothing was captured in those days")
    kept = repeated(lambda: entries(of.index), choice.hidden)
    others = description.packages(wanted.beside, exclude=out)
    with package_file(out, progress=progress) as file:
        for part in warcs:
            file.copy(part, covers(part.file.parent, part.file.name, choice.hidden, kept))
        made = _Made(file, of, choice, frozenset(part.file.name for part in warcs))
        captures = made.index(wanted.zipnum_over)
        articles = made.articles(wanted.text)
        for part in choice.runs(of):
            file.copy(part)
        dependences = () if choice.everything else made.originals(others)
        described = description.describe(
            of, choice, members=file.members, software=wanted.software, dependences=dependences
        )
        top = file.write("datapackage.json", [described], at_most=len(described))
        digest = description.digest(top)
        file.write("datapackage-digest.json", [digest], at_most=len(digest))
    return Packed(
        path=out,
        size=out.stat().st_size,
        digest=top.digest,
        warcs=len(warcs),
        captures=captures,
        articles=articles,
        dependences=dependences,
        together=_together(of, out, others),
    )


def _together(of: Contents, out: Path, others: tuple[Package, ...]) -> Path | None:
    if not others:
        return None
    path = out.with_suffix(".json")
    files = [out, *(package.path for package in others)]
    try:
        write_atomically(path, [description.multi_wacz(files, beside=out.parent, title=of.title)])
    except OSError as error:
        raise ArchiveError(f"{path} cannot be written: {error}") from error
    return path


class _Made:
    """The members that are made rather than copied.

    :param names: of the WARC files in the package.
    """

    def __init__(
        self, file: PackageFile, of: Contents, choice: Choice, names: frozenset[str]
    ) -> None:
        self._file = file
        self._of = of
        self._choice = choice
        self._names = names

    def _entries(self) -> Iterator[Entry]:
        sizes = {part.file.name: part.size for part in self._of.warcs}
        found = entries(self._of.index)
        return chosen(found, sizes, of=self._names, hidden=self._choice.hidden)

    def _lines(self, part: Part) -> Iterator[Line]:
        return lines(part, withheld=self._choice.withheld, files=self._names)

    def index(self, zipnum_over: int) -> int:
        """Write the index; returns the number of its lines."""
        count = size = 0
        for entry in self._entries():
            count += 1
            size += len(entry.written)
        packed = (entry.packed for entry in self._entries())
        if size <= zipnum_over:
            self._file.write("indexes/index.cdxj", packed, at_most=size)
        else:
            zipnum = ZipNum("index.cdx.gz")
            self._file.write("indexes/index.cdx.gz", zipnum.blocks(packed), at_most=size)
            self._file.write("indexes/index.idx", zipnum.table(), at_most=size)
        return count

    def articles(self, text: PageText) -> int:
        """Write the page list and the article lines; returns the number of versions."""
        parts = self._of.articles
        taken: Counter[str] = Counter()  # bytes of each day's file that belong to the package

        def counted() -> Iterator[Line]:
            for part in parts:
                for line in self._lines(part):
                    taken[part.path] += len(line.written)
                    yield line

        at_most = _TEXT_GROWTH * sum(part.size for part in parts)
        pages = page_list(counted(), text=text)
        written = self._file.write("pages/pages.jsonl", pages, at_most=at_most)
        for part in parts:
            if taken[part.path] == part.size:
                self._file.copy(part)
            elif taken[part.path]:
                some = (line.written for line in self._lines(part))
                self._file.write(part.path, some, at_most=part.size)
        return written.pieces - 1  # the header is no article

    def originals(self, others: tuple[Package, ...]) -> tuple[Dependence, ...]:
        """Write what the revisits of a slice need; returns the files they need it from."""
        with closing(Originals(self._of.layout.ledger, self._names)) as found:
            needed = found.lines(self._entries())
            first = next(needed, None)
            if first is not None:  # Quirk: Frictionless calls an empty JSONL file invalid
                some = chain((first,), needed)
                self._file.write(ORIGINALS, some, at_most=2 * self._of.index.size)
        parts = {part.file.name: part for part in self._of.warcs}
        return tuple(
            Dependence(part=parts[name], needed=needed_of, package=_holder(parts[name], others))
            for name, needed_of in sorted(found.needed.items())
        )


def _holder(part: Part, others: tuple[Package, ...]) -> str | None:
    for package in others:
        # With records covered, a file is the same by its name only.
        if part.digest in package.digests or part.file.name in package.names:
            return package.path.name
    return None
