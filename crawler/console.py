"""What commands have in common: naming a collection, a bar on stderr, results on stdout."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text
from scrapy.commands import ScrapyCommand

from crawler.archive.collection.run import EXIT_CODES
from crawler.errors import (
    ArchiveError,
    CollectionLocked,
    ConfigurationError,
    NotArchived,
)

_NOBODY_READS = 128 + signal.SIGPIPE
"""What a shell reports of a program that ends as its output is not read any more."""


class CollectionCommand(ScrapyCommand):
    """A command that reads a collection. What is wrong is one line on stderr and an exit code."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  Scrapy's own declaration

    words = "NAME"
    """The arguments that are wanted."""

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        """What the command does.

        :raises ConfigurationError: an argument is wrong; exit 2.
        :raises ArchiverError: the archive is locked, damaged or incomplete; exit 6 or 3.
        """
        raise NotImplementedError

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's hook."""
        try:
            self.report(args, opts)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read our results has read enough (`… | head`): what is left goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self.exitcode = _NOBODY_READS
        except ConfigurationError as error:
            self._fail("configuration", error)
        except CollectionLocked as error:
            self._fail("locked", error)
        except (ArchiveError, NotArchived) as error:
            self._fail("archive", error)

    def _fail(self, how: str, error: Exception) -> None:
        self.exitcode = EXIT_CODES[how]
        name = type(self).__module__.rpartition(".")[2]
        print(f"scrapy {name}: {how}: {error} (exit {self.exitcode})", file=sys.stderr)

    def collection(self, args: Sequence[str]) -> Path:
        """The folder of the collection that the first argument names.

        :raises ConfigurationError: there are more or fewer arguments, or no such collection.
        """
        if len(args) != len(self.words.split()):
            raise ConfigurationError(f"give {self.words}; --help has an example")
        assert self.settings is not None
        root = Path(self.settings.get("ARCHIVE_ROOT") or "archives")
        for path in (root / args[0], Path(args[0])):
            if is_collection(path):
                return path
        there = sorted(path.name for path in root.glob("*") if is_collection(path))
        known = f"; there are {', '.join(there)}" if there else ""
        raise ConfigurationError(f"{args[0]}: no collection in {root}{known}")


def is_collection(path: Path) -> bool:
    """Whether a folder looks like one."""
    return (path / "ledger.sqlite").is_file() or (path / "archive").is_dir()


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# -- results ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table, before it is known whether a person or a program reads it."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    title: str = ""
    numbers: frozenset[int] = frozenset()
    """Columns that hold numbers."""


def show(grid: Grid) -> None:
    """Print a table: drawn on a terminal, else lines with tabs."""
    if not sys.stdout.isatty():
        if grid.title:
            print(f"# {grid.title}")
        for row in (grid.columns, *grid.rows):
            print("\t".join(_plain(cell) for cell in row))
        return
    table = Table(title=grid.title or None, title_justify="left")
    for at, name in enumerate(grid.columns):
        table.add_column(name, justify="right" if at in grid.numbers else "left", overflow="fold")
    for row in grid.rows:
        table.add_row(*(_drawn(cell) for cell in row))
    Console().print(table)


def _plain(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return text.replace("\t", " ").replace("\n", " ")


def _drawn(cell: object) -> Text:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Text(f"{cell:,}")
    return Text("" if cell is None else str(cell))


def show_lines(lines: Iterable[str]) -> None:
    """Print lines as they are."""
    for line in lines:
        print(line)


def show_json(value: Mapping[str, Any]) -> None:
    """Print one JSON document."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


# -- a bar -----------------------------------------------------------------------------------


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar with rate and remaining time on stderr, where a person is looking.

    :returns: to be told how many are done, of how many.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
