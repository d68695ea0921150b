"""A collection made by hand whose articles have been read: lines and ledger are there."""

from archive_scene import ArchiveScene
from collection_scene import Scene
from crawler.reextract.restore import opened


def tell(root):
    """Make the ledger and the article lines of a hand-made archive, as a crawl does that has lost
    them."""
    opened(root, Scene(root).open).close("complete", reason="", facts={})


def collection(root, *runs):
    """A collection of runs, each a list of exchanges (see ArchiveScene.run)."""
    scene = ArchiveScene(root)
    for exchanges in runs:
        scene.run(*exchanges)
    tell(root)
    return scene
