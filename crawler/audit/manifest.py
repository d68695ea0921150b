"""``datapackage.json`` against the files: all listed, none missing, none changed (Z4, Z5, Z9)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.audit.packages import DIGEST, MANIFEST, Subject

_WANTED = ("title", "created", "software")
_SIGNATURE = {"hash", "created", "software", "version", "signature"}
_SIGNED = (
    _SIGNATURE | {"publicKey"},
    _SIGNATURE | {"domain", "domainCert", "timeSignature", "timestampCert"},
)
_OPTIONAL = frozenset(("version", "crossSignedCert", "legacy_spki"))


def check(subject: Subject) -> None:
    """The manifest, the files, and the digest of the manifest."""
    parts, add = subject.package.parts, subject.reporter.add
    if MANIFEST not in parts:
        add("datapackage.missing", MANIFEST, f"there is no {MANIFEST}")
        return
    body = parts[MANIFEST].json() or {}
    if isinstance(body.get("resources"), list):
        _head(subject, body)
        _resources(subject, body["resources"])
    else:
        says = "no JSON object with a list of resources"
        add("datapackage.malformed", MANIFEST, says)
    if DIGEST in parts:
        _digest(subject, parts[DIGEST].json() or {})


def _head(subject: Subject, body: dict[str, Any]) -> None:
    profile, version = body.get("profile"), body.get("wacz_version")
    released = profile == "data-package" and version in ("1.0.0", "1.1.0", "1.1.1")
    draft = profile == "wacz" and version is None  # WACZ 1.2.0
    if not (released or draft):
        says = f"profile is {str(profile)[:60]!r}, wacz_version {str(version)[:60]!r}"
        subject.reporter.add("datapackage.profile-wrong", MANIFEST, says)
    if missing := [name for name in _WANTED if not body.get(name)]:
        says = f"no {', '.join(missing)}"
        subject.reporter.add("datapackage.field-missing", MANIFEST, says)


def _resources(subject: Subject, resources: list[Any]) -> None:
    add = subject.reporter.add
    listed = set(_may_lack(subject))
    for resource in resources:
        path = resource.get("path") if isinstance(resource, dict) else None
        if isinstance(path, str) and isinstance(resource.get("name"), str):
            listed.add(path)
            _resource(subject, path, resource)
        else:
            says = f"a resource without name and path: {str(resource)[:120]}"
            add("datapackage.malformed", MANIFEST, says)
    for name in subject.package.parts:
        if name not in listed:
            add("datapackage.resource-unlisted", name, f"{MANIFEST} does not list it")


def _may_lack(subject: Subject) -> Iterator[str]:
    """Files that a manifest need not list; of a collection, also what a run writes after it."""
    yield from (MANIFEST, DIGEST)
    if subject.package.kind != "collection":
        return
    for name in subject.package.parts:
        if name.startswith(("runs/", "quarantine/", "torn/", "acl/")) or "/" not in name:
            yield name
        elif name.startswith("archive/") and (name.endswith(".open") or ".torn-" in name):
            yield name  # reported as such


def _resource(subject: Subject, path: str, resource: dict[str, Any]) -> None:
    add, part = subject.reporter.add, subject.package.parts.get(path)
    if part is None:
        add("datapackage.resource-missing", path, f"{MANIFEST} lists it, it is not there")
        return
    size, stated, actual = resource.get("bytes"), resource.get("hash"), subject.hashes.get(path)
    if size != part.size:
        says = f"{part.size} bytes, {MANIFEST} says {str(size)[:30]}"
        add("datapackage.resource-size", path, says)
    if not isinstance(stated, str):
        add("datapackage.malformed", MANIFEST, f"no hash for {path[:200]}")
        return
    # Other algorithms are allowed and are not checked.
    is_sha256 = stated.lower().startswith("sha256:") or ":" not in stated
    if is_sha256 and stated.lower().removeprefix("sha256:") != actual:
        says = f"sha256 {actual}, {MANIFEST} says {stated[:100]}"
        add("datapackage.resource-changed", path, says)


def _digest(subject: Subject, body: dict[str, Any]) -> None:
    add, stated, actual = subject.reporter.add, body.get("hash"), subject.hashes.get(MANIFEST)
    if body.get("path") != MANIFEST or not isinstance(stated, str):
        add("datapackage.digest-malformed", DIGEST, "no path and hash")
        return
    if stated.lower().removeprefix("sha256:") != actual:
        says = f"{MANIFEST} has sha256 {actual}, not {stated[:100]}"
        add("datapackage.digest-wrong", DIGEST, says)
    signed = body.get("signedData")
    if signed is None:
        return
    names = frozenset(signed) if isinstance(signed, dict) else frozenset()
    if not any(names - _OPTIONAL == known - _OPTIONAL for known in _SIGNED):
        says = f"signedData with {', '.join(sorted(map(str, names)))[:200]}"
        add("datapackage.digest-malformed", DIGEST, says)
    elif signed["hash"] != stated:
        add("datapackage.digest-wrong", DIGEST, "signedData signs another hash")
