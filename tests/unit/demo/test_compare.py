from __future__ import annotations

from typing import Any

from demo_compare import differences
from demo_truth import Expected, expected


def _read(truth: Expected) -> dict[str, Any]:
    """The truth in the form of a record."""
    return {
        **truth,
        "source": {"name": truth["source"], "url": None},
        "rights": {"copyrightNotice": truth.get("copyrightNotice")},
        "blocks": [{"i": i, **block} for i, block in enumerate(truth["blocks"])],
    }


def test_the_truth_differs_in_nothing() -> None:
    assert [[]] * len(expected()) == [differences(_read(t), t) for t in expected().values()]


def test_each_wrong_field_is_named() -> None:
    truth = next(t for t in expected().values() if t["slug"] == "library-van")
    read = _read(truth)
    read |= {"headline": "错", "source": None, "blocks": [{"type": "quote"}, *read["blocks"][1:]]}
    assert ["headline", "source", "blocks[0]"] == [
        line.partition(":")[0] for line in differences(read, truth)
    ]


def test_missing_and_surplus_blocks_are_told() -> None:
    truth = next(t for t in expected().values() if t["slug"] == "library-van")
    read = _read(truth)
    (missing,) = differences({**read, "blocks": read["blocks"][:-1]}, truth)
    (surplus,) = differences({**read, "blocks": [*read["blocks"], {"type": "quote"}]}, truth)
    assert missing.startswith(f"blocks[{len(truth['blocks']) - 1}]: None")
    assert surplus.startswith("blocks: 1 too many")
