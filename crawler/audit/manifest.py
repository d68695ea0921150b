"""``datapackage.json`` against the files: all listed, none missing, none changed (Z4, Z5, Z9)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from crawler.audit.parts import Part
from crawler.audit.reporting import Reporter

_LARGEST = 256 << 20
_WANTED = ("title", "created", "software")
NAME = "datapackage.json"
DIGEST = "datapackage-digest.json"
_SIGNATURE = {"hash", "created", "software", "version", "signature"}
_SIGNED = (
    _SIGNATURE | {"publicKey"},
    _SIGNATURE | {"domain", "domainCert", "timeSignature", "timestampCert"},
)
_OPTIONAL = frozenset(("version", "crossSignedCert", "legacy_spki"))


class Manifest:
    """The manifest of one package.

    :param parts: the files of the package.
    :param hashes: ``sha256`` of each, hexadecimal, by name.
    """

    def __init__(
        self, parts: Mapping[str, Part], hashes: Mapping[str, str], reporter: Reporter
    ) -> None:
        self._parts = parts
        self._hashes = hashes
        self._reporter = reporter

    def check(self, *, may_lack: frozenset[str]) -> None:
        """The manifest, the files, and the digest of the manifest.

        :param may_lack: files that it need not list: what a run writes after it.
        """
        part = self._parts.get(NAME)
        if part is None:
            self._add("datapackage.missing", NAME, "there is no datapackage.json")
            return
        body = self._body(part)
        if body is not None:
            self._head(body)
            self._resources(body, may_lack)
        if DIGEST in self._parts:
            self._digest(self._parts[DIGEST])

    def _add(self, code: str, file: str, says: str) -> None:
        self._reporter.add(code, file, says)

    def _body(self, part: Part) -> dict[str, Any] | None:
        body = _json(part)
        resources = body.get("resources") if isinstance(body, dict) else None
        if not isinstance(resources, list):
            self._add("datapackage.malformed", part.name, "no JSON object with a list of resources")
            return None
        assert isinstance(body, dict)
        return body

    def _head(self, body: dict[str, Any]) -> None:
        profile, version = body.get("profile"), body.get("wacz_version")
        released = profile == "data-package" and version in ("1.0.0", "1.1.0", "1.1.1")
        draft = profile == "wacz" and version is None  # WACZ 1.2.0
        if not (released or draft):
            says = f"profile is {str(profile)[:60]!r}, wacz_version {str(version)[:60]!r}"
            self._add("datapackage.profile-wrong", NAME, says)
        if missing := [name for name in _WANTED if not body.get(name)]:
            self._add("datapackage.field-missing", NAME, f"no {', '.join(missing)}")

    def _resources(self, body: dict[str, Any], may_lack: frozenset[str]) -> None:
        listed = set()
        for resource in body["resources"]:
            path = resource.get("path") if isinstance(resource, dict) else None
            if not isinstance(path, str) or not isinstance(resource.get("name"), str):
                says = f"a resource without name and path: {str(resource)[:120]}"
                self._add("datapackage.malformed", NAME, says)
                continue
            listed.add(path)
            self._resource(path, resource)
        for name in self._parts:
            if name not in listed and name not in may_lack and name not in (NAME, DIGEST):
                self._add("datapackage.resource-unlisted", name, f"{NAME} does not list it")

    def _resource(self, path: str, resource: dict[str, Any]) -> None:
        part = self._parts.get(path)
        if part is None:
            self._add("datapackage.resource-missing", path, f"{NAME} lists it, it is not there")
            return
        size, stated = resource.get("bytes"), resource.get("hash")
        if size != part.size:
            says = f"{part.size} bytes, {NAME} says {str(size)[:30]}"
            self._add("datapackage.resource-size", path, says)
        actual = self._hashes.get(path)
        if not isinstance(stated, str):
            self._add("datapackage.malformed", NAME, f"no hash for {path[:200]}")
        elif stated.lower().removeprefix("sha256:") != actual and _is_sha256(stated):
            says = f"sha256 {actual}, {NAME} says {stated[:100]}"
            self._add("datapackage.resource-changed", path, says)

    def _digest(self, part: Part) -> None:
        body = _json(part)
        stated = body.get("hash") if isinstance(body, dict) else None
        if not isinstance(body, dict) or body.get("path") != NAME or not isinstance(stated, str):
            self._add("datapackage.digest-malformed", part.name, "no path and hash")
            return
        if stated.lower().removeprefix("sha256:") != self._hashes.get(NAME):
            says = f"{NAME} has sha256 {self._hashes.get(NAME)}, not {stated[:100]}"
            self._add("datapackage.digest-wrong", part.name, says)
        signed = body.get("signedData")
        if signed is None:
            return
        names = frozenset(signed) if isinstance(signed, dict) else frozenset()
        if not any(names - _OPTIONAL == known - _OPTIONAL for known in _SIGNED):
            says = f"signedData with {', '.join(sorted(map(str, names)))[:200]}"
            self._add("datapackage.digest-malformed", part.name, says)
        elif signed["hash"] != stated:
            self._add("datapackage.digest-wrong", part.name, "signedData signs another hash")


def _is_sha256(stated: str) -> bool:
    """Other algorithms are allowed and are not checked."""
    return stated.lower().startswith("sha256:") or ":" not in stated


def _json(part: Part) -> object:
    if part.size > _LARGEST:
        return None
    with part.open() as stream:
        try:
            body: object = json.loads(stream.read())
        except (ValueError, RecursionError):
            return None
    return body
