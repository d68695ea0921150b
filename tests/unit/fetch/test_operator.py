"""Who runs the crawl: parsed, and told to the servers."""

import pytest

from crawler.errors import ConfigurationError
from crawler.fetch.configuration import parse_operator


@pytest.mark.parametrize(
    ("text", "name", "contact", "agent"),
    [
        (
            "Deqing County Library <archive@example.org>",
            "Deqing County Library",
            "archive@example.org",
            "p/1 (+mailto:archive@example.org; Deqing County Library)",
        ),
        (
            "Lab <https://lab.example.org/crawl>",
            "Lab",
            "https://lab.example.org/crawl",
            "p/1 (+https://lab.example.org/crawl; Lab)",
        ),
        (
            "馆 <a@b.cn>",
            "馆",
            "a@b.cn",
            "p/1 (+mailto:a@b.cn; %E9%A6%86)",
        ),
    ],
)
def test_an_operator_is_a_name_and_a_contact(text, name, contact, agent):
    who = parse_operator(text)
    assert (name, contact) == (who.name, who.contact)
    assert agent == who.user_agent("p/1")


@pytest.mark.parametrize("text", ["", "me", "me <>", "<a@b.cn>", "me <a@b>", "me <ftp://x.y>"])
def test_an_operator_without_name_or_contact_is_refused(text):
    with pytest.raises(ConfigurationError, match="ARCHIVE_OPERATOR"):
        parse_operator(text)


def test_only_an_address_becomes_the_from_field():
    assert "a@b.cn" == parse_operator("x <a@b.cn>").email
    assert parse_operator("x <https://b.cn/a@b>").email is None
