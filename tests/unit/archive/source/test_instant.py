import pytest

from crawler.archive.source.instant import END_OF_TIME, as_of
from crawler.errors import ConfigurationError


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", END_OF_TIME),
        ("2026-11-23", "20261123235959"),
        ("2026-11-23T02", "20261123025959"),
        ("2026-11-23T02:03:04", "20261123020304"),
        ("2026-11-23T02:03:04Z", "20261123020304"),
        ("2026-11-23 02:03", "20261123020359"),
        ("2026-11-23T10:00:00+08:00", "20261123020000"),
        ("2026-11-23T02:03:04.567890+00:00", "20261123020304"),
        ("20261123", "20261123235959"),
        ("20261123020304", "20261123020304"),
        ("2026-02", "20260228235959"),
        ("202802", "20280229235959"),
        ("2026", "20261231235959"),
    ],
)
def test_an_instant_stands_for_the_last_second_it_covers(written, meant):
    assert meant == as_of(written)


@pytest.mark.parametrize("nonsense", ["soon", "2026-13-01", "2026-11-32", "20261", "2026-11-23T25"])
def test_nonsense_is_named(nonsense):
    with pytest.raises(ConfigurationError, match="ARCHIVE_AS_OF"):
        as_of(nonsense)
