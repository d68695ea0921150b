"""What pywb is told: which collection, and where its files lie."""

from __future__ import annotations

import json
from pathlib import Path

from crawler.collection.layout import Layout


def configuration(layout: Layout, *, name: str, rules: Path | None = None) -> bytes:
    """The content of pywb's ``config.yaml``; JSON is YAML.

    Only this collection is served: others in the same folder are not looked at.

    :param name: what the collection is called in addresses.
    :param rules: access rules (``.aclj``): an address with ``block`` answers 451.
    """
    collection: dict[str, object] = {
        "index_group": {
            name: str(layout.index.absolute()),
            # Need not be there: pywb looks for it at every request, and a crawl may bring it.
            "not-modified": str(layout.not_modified.absolute()),
        },
        "archive_paths": f"{layout.archive.absolute()}/",
    }
    if rules is not None:
        collection["acl_paths"] = str(rules.absolute())
    body = {
        "enable_auto_colls": False,
        "collections": {name: collection},
        "default_access": "allow",
        "enable_memento": True,
    }
    return (json.dumps(body, indent=2) + "\n").encode()
