"""What a WACZ must consist of (WACZ 1.1.1, items Z1–Z7)."""

from __future__ import annotations

from crawler.archive.warc import stand_ins
from crawler.audit import index
from crawler.audit.manifest import DIGEST
from crawler.audit.packages import Package
from crawler.audit.reporting import Reporter

_PLACES = {
    "archive/": (".warc", ".warc.gz"),
    "indexes/": (*index.SUFFIXES, ".idx"),
    "pages/": (".jsonl",),
}


def check(package: Package, reporter: Reporter, *, borrowed: object = None) -> None:
    """The parts that must be there, and those that must not be where they are.

    :param borrowed: true of a collection whose records lie in another archive.
    """
    add = reporter.add
    for code, file, says in package.defects:
        offset = None
        if code == "wacz.zip-damaged":  # of a member, or where the directory should end
            offset = package.root.stat().st_size if file == package.root.name else 0
        add(code, file, says, offset=offset)
    if any(code == "wacz.zip-damaged" for code, _, _ in package.defects) and not package.parts:
        return
    if not package.warcs and not borrowed:
        add("wacz.archive-missing", "archive/", "no WARC file in archive/")
    if not indexes(package):
        add("wacz.index-missing", "indexes/", "no CDXJ in indexes/")
    if "pages/pages.jsonl" not in package.parts:
        add("wacz.pages-missing", "pages/pages.jsonl", "there is no pages/pages.jsonl")
    if package.kind == "wacz" and DIGEST not in package.parts:
        add("datapackage.digest-missing", DIGEST, "there is no datapackage-digest.json")
    for name in package.parts:
        _place(package, name, reporter)


def indexes(package: Package) -> list[str]:
    """The CDXJ files of a package, without what follows from them."""
    return [
        part.name
        for part in package.below("indexes")
        if part.name.endswith(index.SUFFIXES) and part.basename != stand_ins.NAME
    ]


def _place(package: Package, name: str, reporter: Reporter) -> None:
    if package.kind == "collection" and (name.startswith("torn/") or ".torn-" in name):
        says = "a recovery set these bytes aside; they are in no WARC file"
        reporter.add("collection.file-torn", name, says)
        return
    for folder, suffixes in _PLACES.items():
        if not name.startswith(folder) or name.endswith(suffixes):
            continue
        if package.kind == "collection" and name.endswith(".open"):
            says = "the run that wrote it did not seal it; run again to recover it"
            reporter.add("collection.file-open", name, says)
            continue
        reporter.add("wacz.foreign-file", name, f"{name[:200]} does not belong into {folder}")
