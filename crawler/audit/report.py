"""How verdicts are shown: a table for people, one JSON document for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import IO, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.audit.auditing import Verdict
from crawler.audit.codes import RULES
from crawler.audit.findings import Finding

_SHOWN = 3
"""Findings of one kind that are shown to people."""


def exit_code(verdicts: Sequence[Verdict]) -> int:
    """0 when nothing is worse than a warning, 3 when the archive cannot be trusted."""
    return 3 if any(verdict.errors for verdict in verdicts) else 0


def as_json(verdicts: Sequence[Verdict]) -> str:
    """One JSON document, its shape in docs/reference/audit.md."""
    body = {
        "exitCode": exit_code(verdicts),
        "names": [_name(verdict) for verdict in verdicts],
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _name(verdict: Verdict) -> dict[str, Any]:
    return {
        "name": verdict.name,
        "kind": verdict.kind,
        "path": verdict.path,
        "sourceOf": verdict.source_of,
        "empty": verdict.empty,
        "files": verdict.files,
        "records": verdict.records,
        "bytes": verdict.bytes,
        "errors": verdict.errors,
        "warnings": verdict.warnings,
        "findings": [
            {
                "code": code,
                "severity": severity,
                "means": RULES[code].means,
                "clause": RULES[code].clause,
                "count": count,
                "first": [_finding(one) for one in firsts],
            }
            for severity, code, count, firsts in verdict.tally.kinds()
        ],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {"file": one.file, "offset": one.offset, "record": one.record, "says": one.says}


def show(verdicts: Sequence[Verdict], out: IO[str]) -> None:
    """For people: a table where ``out`` is a terminal, plain lines elsewhere."""
    console = Console(file=out)
    for verdict in verdicts:
        if verdict.tally.count("error") or verdict.tally.count("warning"):
            if console.is_terminal:
                console.print(_table(verdict))
            else:
                out.writelines(line + "\n" for line in _lines(verdict))
    for verdict in verdicts:
        out.write(_sentence(verdict) + "\n")


def place(one: Finding) -> str:
    """File and offset of a finding."""
    return one.file if one.offset is None else f"{one.file}:{one.offset}"


def _lines(verdict: Verdict) -> list[str]:
    lines = []
    for severity, code, count, firsts in verdict.tally.kinds():
        lines.append(f"{severity}  {code}  {count}  {RULES[code].means} ({RULES[code].clause})")
        for one in firsts[:_SHOWN]:
            record = f"  {one.record}" if one.record else ""
            lines.append(f"    {place(one)}{record}  {one.says}")
        if count > _SHOWN:
            lines.append(f"    … and {count - _SHOWN} more")
    return [_printable(line) for line in lines]


def _table(verdict: Verdict) -> Table:
    table = Table(title=verdict.name, title_justify="left", show_lines=True)
    table.add_column("code")
    table.add_column("count", justify="right")
    table.add_column("what and where", overflow="fold")
    for severity, code, count, firsts in verdict.tally.kinds():
        style = "bold red" if severity == "error" else "yellow"
        told = Text(f"{RULES[code].means} ({RULES[code].clause})")
        for one in firsts[:_SHOWN]:
            told.append(f"\n{_printable(place(one))}  ", style="cyan")
            told.append(_printable(one.says))
        if count > _SHOWN:
            told.append(f"\n… and {count - _SHOWN} more")
        table.add_row(Text(code, style=style), str(count), told)
    return table


def _sentence(verdict: Verdict) -> str:
    name = verdict.name
    if verdict.source_of is not None:
        name += f" (the source of {verdict.source_of})"
    if verdict.empty:
        return f"{name}: empty, nothing to audit"
    read = f"{verdict.records} records in {verdict.files} files"
    if verdict.errors:
        found = f"FAILED: {verdict.errors} errors, {verdict.warnings} warnings"
    elif verdict.warnings:
        found = f"sound, with {verdict.warnings} warnings"
    else:
        found = "sound"
    return f"{name}: {found} ({read})"


def _printable(text: str) -> str:
    """Without control characters: what archives hold must not steer a terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
