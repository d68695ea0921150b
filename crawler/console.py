"""What the commands share: help as data, naming a collection, results on stdout, a bar on stderr.

Scrapy imports all commands whichever is typed, so a command imports what it works with when it
runs, and so does this module (``tests/unit/commands/test_imports.py``).
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand

from crawler.errors import EXIT_CODES, ArchiveError, ConfigurationError, NotArchived

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rich.progress import Task
    from rich.text import Text

_OUTPUT_CLOSED = 128 + signal.SIGPIPE
"""What a shell reports of a program whose output is read no more."""


class DescribedCommand(ScrapyCommand):
    """A command that declares its help as data."""

    usage = ""
    """What follows the name of the command: arguments and options."""
    summary = ""
    """One line of ``scrapy -h``."""
    details = ""
    """What ``--help`` adds to the summary: whole sentences."""
    example = ""

    def syntax(self) -> str:
        return self.usage

    def short_desc(self) -> str:
        return self.summary

    def long_desc(self) -> str:
        return f"{self.summary}. {self.details} Example: {self.example}"


class CollectionCommand(DescribedCommand):
    """A command on a collection; an error of ours is one line on stderr and an exit code."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  Scrapy's own declaration

    arguments = "NAME"
    """The arguments that ``collection`` demands."""

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do the work of the command.

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
            # The reader of stdout has read enough (`… | head`): the rest goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self.exitcode = _OUTPUT_CLOSED
        except (ArchiveError, ConfigurationError, NotArchived) as error:
            self.exitcode = EXIT_CODES[error.outcome]
            name = type(self).__module__.rpartition(".")[2]
            line = f"scrapy {name}: {error.outcome}: {error} (exit {self.exitcode})"
            print(line, file=sys.stderr)

    def collection(self, args: Sequence[str]) -> Path:
        """The folder of the collection that the first argument names.

        :raises ConfigurationError: there are more or fewer arguments, or no such collection.
        """
        if len(args) != len(self.arguments.split()):
            raise ConfigurationError(f"give {self.arguments}; --help has an example")
        root = self.archives
        for path in (root / args[0], Path(args[0])):
            if _is_collection(path):
                return path
        names = sorted(path.name for path in root.glob("*") if _is_collection(path))
        known = f"; there are {', '.join(names)}" if names else ""
        raise ConfigurationError(f"{args[0]}: no collection in {root}{known}")

    @property
    def archives(self) -> Path:
        """The folder of collections, ``ARCHIVE_ROOT``."""
        assert self.settings is not None
        return Path(self.settings.get("ARCHIVE_ROOT") or "archives")


def _is_collection(path: Path) -> bool:
    return (path / "ledger.sqlite").is_file() or (path / "archive").is_dir()


# -- options ---------------------------------------------------------------------------------


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add ``--json``."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """Add ``--jobs``; ``jobs`` reads it."""
    parser.add_argument(
        "--jobs", metavar="N", type=int, default=_cores(), help="processes (default: all cores)"
    )


def jobs(opts: argparse.Namespace) -> int:
    """How many processes are to work.

    :raises ConfigurationError: fewer than one.
    """
    if opts.jobs < 1:
        raise ConfigurationError("--jobs: at least 1")
    count: int = opts.jobs
    return count


def _cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# -- results ---------------------------------------------------------------------------------


def show_table(
    columns: tuple[str, ...], rows: Iterable[Sequence[object]], *, title: str = ""
) -> None:
    """Print a table: drawn on a terminal, else lines with tabs."""
    if not sys.stdout.isatty():
        if title:
            print(f"# {title}")
        for row in (columns, *rows):
            print("\t".join(_plain(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table

    rows = list(rows)
    table = Table(title=title or None, title_justify="left")
    for at, name in enumerate(columns):
        numbers = all(type(row[at]) is int for row in rows)
        table.add_column(name, justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_drawn(cell) for cell in row))
    Console().print(table)


def _plain(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return text.replace("\t", " ").replace("\n", " ")


def _drawn(cell: object) -> Text:
    from rich.text import Text

    if type(cell) is int:
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


@contextmanager
def progress(what: str, *, of_bytes: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A bar with rate and remaining time on stderr, when stderr is a terminal.

    :param of_bytes: the counts are bytes.
    :returns: takes how many are done, and of how many.
    """
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich import progress as parts
    from rich.console import Console
    from rich.text import Text

    class Rate(parts.ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f}/s" if task.speed else "")

    counts = (
        (parts.DownloadColumn(), parts.TransferSpeedColumn())
        if of_bytes
        else (parts.MofNCompleteColumn(), Rate())
    )
    columns = (parts.TextColumn(what), parts.BarColumn(), *counts, parts.TimeRemainingColumn())
    with parts.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
