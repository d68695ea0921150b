"""Names of TLS versions and cipher suites as WARC records write them."""

from __future__ import annotations

VERSIONS = {
    "TLSv1.3": "tls/1.3",
    "TLSv1.2": "tls/1.2",
    "TLSv1.1": "tls/1.1",
    "TLSv1": "tls/1.0",
    "SSLv3": "ssl/3.0",
}
"""OpenSSL's name of a protocol version to its value of ``WARC-Protocol``."""

_KEY_EXCHANGES = {
    "ECDHE-ECDSA-": "ECDHE_ECDSA",
    "ECDHE-RSA-": "ECDHE_RSA",
    "ECDHE-": "ECDHE_RSA",  # Quirk: OpenSSL leaves the RSA out for ARIA
    "DHE-RSA-": "DHE_RSA",
    "DHE-DSS-": "DHE_DSS",
}

_BULK = {
    "AES128-SHA": "AES_128_CBC_SHA",
    "AES256-SHA": "AES_256_CBC_SHA",
    "AES128-SHA256": "AES_128_CBC_SHA256",
    "AES256-SHA256": "AES_256_CBC_SHA256",
    "AES256-SHA384": "AES_256_CBC_SHA384",
    "AES128-GCM-SHA256": "AES_128_GCM_SHA256",
    "AES256-GCM-SHA384": "AES_256_GCM_SHA384",
    "AES128-CCM": "AES_128_CCM",
    "AES256-CCM": "AES_256_CCM",
    "AES128-CCM8": "AES_128_CCM_8",
    "AES256-CCM8": "AES_256_CCM_8",
    "ARIA128-GCM-SHA256": "ARIA_128_GCM_SHA256",
    "ARIA256-GCM-SHA384": "ARIA_256_GCM_SHA384",
    "CAMELLIA128-SHA": "CAMELLIA_128_CBC_SHA",
    "CAMELLIA256-SHA": "CAMELLIA_256_CBC_SHA",
    "CAMELLIA128-SHA256": "CAMELLIA_128_CBC_SHA256",
    "CAMELLIA256-SHA256": "CAMELLIA_256_CBC_SHA256",
    "CAMELLIA256-SHA384": "CAMELLIA_256_CBC_SHA384",
    "CHACHA20-POLY1305": "CHACHA20_POLY1305_SHA256",
    "DES-CBC3-SHA": "3DES_EDE_CBC_SHA",
}


def iana_name(openssl_name: str) -> str | None:
    """The IANA name of a cipher suite, the value of ``WARC-Cipher-Suite``.

    :param openssl_name: as ``SSL_get_cipher_name`` gives it, ``ECDHE-RSA-AES128-GCM-SHA256``.
    :returns: ``TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256``; the same name for a suite of TLS 1.3;
        None for a suite of which no server of today is known to make use.
    """
    if openssl_name.startswith("TLS_"):
        return openssl_name
    for prefix, key_exchange in _KEY_EXCHANGES.items():
        if openssl_name.startswith(prefix):
            bulk = _BULK.get(openssl_name.removeprefix(prefix))
            return f"TLS_{key_exchange}_WITH_{bulk}" if bulk else None
    bulk = _BULK.get(openssl_name)
    return f"TLS_RSA_WITH_{bulk}" if bulk else None
