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
        "name": verdict.name, "kind": verdict.kind, "path": verdict.path,
        "sourceOf": verdict.source_of, "empty": verdict.empty, "files": verdict.files,
        "records": verdict.records, "bytes": verdict.bytes, "errors": verdict.errors,
        "warnings": verdict.warnings,
        "findings": [
            {
                "code": code, "severity": severity, "means": RULES[code].means,
                "clause": RULES[code].clause, "count": count,
                "first": [
                    {name: getattr(finding, name) for name in ("file", "offset", "record", "says")}
                    for finding in firsts
                ],
            }
            for severity, code, count, firsts in verdict.tally.kinds()
        ],
    }  # fmt: skip


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


def _place(finding: Finding) -> str:
    return finding.file if finding.offset is None else f"{finding.file}:{finding.offset}"


def _lines(verdict: Verdict) -> list[str]:
    lines = []
    for severity, code, count, firsts in verdict.tally.kinds():
        lines.append(f"{severity}  {code}  {count}  {RULES[code].means} ({RULES[code].clause})")
        for finding in firsts[:_SHOWN]:
            record = f"  {finding.record}" if finding.record else ""
            lines.append(f"    {_place(finding)}{record}  {finding.says}")
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
        text = Text(f"{RULES[code].means} ({RULES[code].clause})")
        for finding in firsts[:_SHOWN]:
            text.append(f"\n{_printable(_place(finding))}  ", style="cyan")
            text.append(_printable(finding.says))
        if count > _SHOWN:
            text.append(f"\n… and {count - _SHOWN} more")
        table.add_row(Text(code, style=style), str(count), text)
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
