from __future__ import annotations

import pytest

from crawler.errors import ConfigurationError
from crawler.fetch.capture.connect_to import Target, parse


def test_an_empty_setting_changes_nothing() -> None:
    assert Target(host="a.example", port=80, named=False) == parse(" ").target("a.example", 80)


@pytest.mark.parametrize(
    ("setting", "host", "port", "expected"),
    [
        ("a.example:80:127.0.0.1:8080", "a.example", 80, ("127.0.0.1", 8080, True)),
        ("a.example:80:127.0.0.1:8080", "A.EXAMPLE", 80, ("127.0.0.1", 8080, True)),
        ("a.example:80:127.0.0.1:8080", "a.example.", 80, ("127.0.0.1", 8080, True)),
        ("a.example:80:127.0.0.1:8080", "a.example", 443, ("a.example", 443, False)),
        ("a.example:80:127.0.0.1:8080", "b.example", 80, ("b.example", 80, False)),
        ("::127.0.0.1:8080", "b.example", 443, ("127.0.0.1", 8080, True)),
        (":443:127.0.0.1:8443", "b.example", 443, ("127.0.0.1", 8443, True)),
        ("a.example::127.0.0.1:", "a.example", 8080, ("127.0.0.1", 8080, True)),
        ("a.example:80::8080", "a.example", 80, ("a.example", 8080, False)),
        (":::", "a.example", 80, ("a.example", 80, False)),
        ("[2001:DB8::1]:80:[::1]:8080", "2001:db8:0::1", 80, ("::1", 8080, True)),
        ("a.example:80:[::1]:81, ::b.example:82", "c.example", 80, ("b.example", 82, True)),
        ("a.example:80:b.example:81,::c.example:82", "a.example", 80, ("b.example", 81, True)),
    ],
)
def test_the_first_rule_that_matches_decides(
    setting: str, host: str, port: int, expected: tuple[str, int, bool]
) -> None:
    target = parse(setting).target(host, port)
    assert expected == (target.host, target.port, target.named)


@pytest.mark.parametrize(
    "setting",
    [
        "a.example",
        "a.example:80",
        "a.example:80:b.example",
        "a.example:80:b.example:81:82",
        "a.example:80:b.example:81,",
        "a.example:http:b.example:81",
        "a.example:0:b.example:81",
        "a.example:65536:b.example:81",
        "a.example:٨٠:b.example:81",
        "::1:80:b.example:81",
        "[a.example]:80:b.example:81",
        "[]:80:b.example:81",
        "http://a.example:80:b.example:81",
        "a example:80:b.example:81",
        "浙江.example:80:b.example:81",
    ],
)
def test_rubbish_is_told_apart_with_its_text(setting: str) -> None:
    with pytest.raises(ConfigurationError, match="ARCHIVE_CONNECT_TO: "):
        parse(setting)
