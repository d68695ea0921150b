"""A collection made by hand whose articles have been read: lines and ledger are there."""

from datetime import UTC, datetime

from archive_scene import ArchiveScene
from collection_scene import Scene
from crawler.collection.run import Run, run_id
from crawler.reextract import rewrite

NOW = datetime(2026, 11, 24, 2, 0, 0, tzinfo=UTC)


def tell(root):
    """Read the articles of a hand-made archive and store them, as ``reextract --write`` does."""
    Scene(root).open().close("complete", reason="", facts={})  # makes the ledger
    run = Run(
        id=run_id(NOW), began=NOW, spider="zjol", software="test/1", user_agent="", operator=None,
        sender=None, robots="", hostname="host", is_part_of=root.name,
    )  # fmt: skip
    progress = lambda done, total: None  # noqa: E731
    rewrite(root, run=run, jobs=1, progress=progress, now=lambda: NOW).shelf.close()


def collection(root, *runs):
    """A collection of runs, each a list of exchanges (see ArchiveScene.run)."""
    scene = ArchiveScene(root)
    for exchanges in runs:
        scene.run(*exchanges)
    tell(root)
    return scene
