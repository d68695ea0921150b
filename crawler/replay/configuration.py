"""What pywb is told: a folder of collections that holds one, by a link to where it lies."""

from __future__ import annotations

import json
from pathlib import Path

from crawler.archive.collection.layout import Layout

_FOLDER = "collections"


def configure(layout: Layout, *, name: str, work: Path) -> None:
    """Write pywb's ``config.yaml``; JSON is YAML.

    Told no more than where collections lie, pywb finds index files, WARC files and access rules
    of a collection by itself and looks for new ones at every request. Only this collection is
    served: others in the same folder are not looked at.

    :param name: what the collection is called in addresses.
    :param work: the folder that pywb will run in.
    :raises OSError: it cannot be written.
    """
    (work / _FOLDER).mkdir()
    (work / _FOLDER / name).symlink_to(layout.root.absolute(), target_is_directory=True)
    body = {"collections_root": _FOLDER, "enable_memento": True}
    (work / "config.yaml").write_text(json.dumps(body) + "\n", "utf-8")
