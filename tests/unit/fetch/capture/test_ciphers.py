from __future__ import annotations

import ssl

import pytest

from crawler.fetch.capture.ciphers import VERSIONS, iana_name


@pytest.mark.parametrize(
    ("openssl", "iana"),
    [
        ("TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
        ("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        ("ECDHE-ECDSA-AES256-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"),
        ("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
        ("ECDHE-ARIA256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384"),
        ("DHE-RSA-AES256-CCM8", "TLS_DHE_RSA_WITH_AES_256_CCM_8"),
        ("DHE-DSS-CAMELLIA128-SHA", "TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA"),
        ("AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"),
        ("DES-CBC3-SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
        ("ADH-AES128-SHA", None),
        ("", None),
    ],
)
def test_cipher_suites_are_named_as_iana_does(openssl: str, iana: str | None) -> None:
    assert iana == iana_name(openssl)


def test_every_suite_a_default_client_offers_has_a_name() -> None:
    offered = ssl.create_default_context().get_ciphers()
    assert [suite["name"] for suite in offered if iana_name(suite["name"]) is None] == []


def test_versions_are_named_as_warc_protocol_does() -> None:
    assert (VERSIONS["TLSv1.3"], VERSIONS["TLSv1.2"]) == ("tls/1.3", "tls/1.2")
