"""Exchange -> records (WARC 1.1 section 6): response or revisit, request, metadata.

Two steps, both pure, so that they may run in any thread: :func:`digest` computes what decides
whether the payload is known already, :func:`encode` makes the gzip members. Blocks are the
bytes that crossed the wire; only secrets of ours are covered (:func:`redact_request`).

Payload digests follow sections 5.9, 6.3 and 6.5: of a response, the entity without
transfer-coding and with content-coding; of a request, its body, so for a GET the digest of no
bytes, which ``warcio check`` and ``fastwarc check -p`` confirm; of a revisit, the original's
payload, which is what a 304 refers to; of metadata and warcinfo there is none.

In a request, the values of ``Authorization``, ``Proxy-Authorization``, ``Cookie`` and ``Cookie2``
and the user name and password of an absolute request target are overwritten with asterisks, byte
for byte. Names, blanks and lengths stay, so every other byte of the block is where it was on the
wire. Each ``warcinfo`` states this rule; each ``metadata`` record names the headers it covered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote
from uuid import UUID

from crawler.archive.warc import cdxj
from crawler.archive.warc.fields import (
    EMPTY_DIGEST,
    Pair,
    escape,
    record_id,
    serialise,
    sha1,
    w3c_date,
)
from crawler.archive.warc.members import DENSE, FAST, member
from crawler.models import Capture, Exchange, Hop, RecordType
from crawler.page import http1

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

_RESPONSE_BLOCK = "application/http;msgtype=response"
_REQUEST_BLOCK = "application/http;msgtype=request"
_COMPRESSED = ("image/", "video/", "audio/", "font/woff", "application/zip", "application/pdf")

REDACTION = (
    "values of Authorization, Proxy-Authorization and Cookie request headers, and user "
    "information in URLs, are overwritten with asterisks"
)
"""One line for ``warcinfo``."""

_SECRET_HEADER = re.compile(
    rb"^(authorization|proxy-authorization|cookie2?)([ \t]*:)((?:[^\r\n]|\r?\n[ \t])*)",
    re.IGNORECASE | re.MULTILINE,
)
_TARGET_USER = re.compile(rb"[!-~]{1,100} [A-Za-z][A-Za-z0-9+.-]{0,20}://([^/?# \r\n]*)@")
_VISIBLE = bytes(c if c in b" \t\r\n" else ord("*") for c in range(256))

_URL_USER = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,20}://)[^/?#]*@")
_UNSAFE = re.compile(r"[^!#-;=?-~]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Digested:
    """An exchange whose digests are known."""

    exchange: Exchange
    """What was exchanged."""
    head: http1.Head | None
    """Head of the response, None when no byte came."""
    payload_digest: str
    """Of the response's payload; the digest of no bytes without a response."""
    payload_length: int
    """Bytes of that payload."""
    request: bytes
    """Block of the request record: as sent, secrets of ours covered."""
    redacted: tuple[str, ...]
    """Names of the covered headers."""
    request_payload_digest: str
    """Of the request's body."""

    @property
    def may_revisit(self) -> bool:
        """Whether a revisit may stand for it once an original with its digest is known.

        A whole HTTP response with a body; what is cut short, failed or not HTTP is kept.
        """
        exchange = self.exchange
        return (
            self.payload_length > 0
            and self.head is not None
            and self.head.status is not None
            and exchange.truncated is None
            and exchange.error is None
        )

    @property
    def not_modified(self) -> bool:
        """Whether the server said 304, so that an original is looked up by address."""
        return self.head is not None and self.head.status == 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """The records of one exchange, ready to be appended to the file of ``warcinfo_id``."""

    members: tuple[bytes, ...]
    """Gzip members in file order; the response or revisit is the first if there is one."""
    warcinfo_id: str
    """``WARC-Warcinfo-ID`` they carry."""
    index_status: str | None
    """:attr:`cdxj.Terms.status`, for :func:`cdxj.line`."""
    unplaced: Capture | None
    """The capture without file name and offset; None without a response."""

    @property
    def size(self) -> int:
        """Bytes of all members."""
        return sum(map(len, self.members))

    def capture(self, filename: str, offset: int) -> Capture | None:
        """The capture, once its first member stands at ``offset`` of ``filename``."""
        if self.unplaced is None:
            return None
        return replace(self.unplaced, filename=filename, offset=offset)


def digest(exchange: Exchange) -> Digested:
    """Compute what the caller needs to look for an original of the same payload."""
    request_head = http1.parse_head(exchange.request)
    request, redacted = redact_request(exchange.request, request_head.head_length)
    request_body = http1.entity(exchange.request, head=request_head)
    head = payload = None
    if exchange.response:
        head = http1.parse_head(exchange.response)
        payload = http1.entity(exchange.response, method=exchange.method, head=head)
    return Digested(
        exchange=exchange,
        head=head,
        payload_digest=sha1(payload) if payload else EMPTY_DIGEST,
        payload_length=len(payload) if payload else 0,
        request=request,
        redacted=redacted,
        request_payload_digest=sha1(request_body) if request_body else EMPTY_DIGEST,
    )


def encode(
    digested: Digested,
    *,
    hop: Hop,
    warcinfo_id: str,
    new_id: Callable[[], UUID],
    original: Capture | None = None,
) -> Encoded:
    """Make the members of an exchange's records.

    :param hop: how the crawl found the address, for the metadata record.
    :param warcinfo_id: of the file they will stand in.
    :param new_id: gives record ids.
    :param original: durable ``response`` capture whose payload this one repeats: the same
        payload digest, or any response of this address when the server said 304.
    :raises ValueError: when ``original`` is not such a capture.
    """
    exchange = digested.exchange
    event = _Event(
        date=w3c_date(exchange.began_at),
        url=redact_url(exchange.url),
        ip_address=exchange.ip_address,
        warcinfo_id=warcinfo_id,
    )
    # The records behind name the first one (WARC-Concurrent-To holds both ways, section 5.7).
    # Quirk: warcat objects to ids it has not met yet, so the first one names none.
    answer_id = record_id(new_id()) if exchange.response else None
    request_id = record_id(new_id()) if exchange.request else None
    members: list[bytes] = []
    unplaced, index_status = None, None
    if answer_id is not None and digested.head is not None:
        terms = cdxj.terms(exchange.response)
        index_status = terms.status
        kind: RecordType = "response" if original is None else "revisit"
        header, block, level = _answer(digested, digested.head, original)
        header += _connection(exchange)
        members.append(event.member(kind, answer_id, header, block, level=level))
        unplaced = Capture(
            url=event.url,
            urlkey=cdxj.key(event.url),
            date=event.date,
            record_type=kind,
            record_id=answer_id,
            status=digested.head.status,
            mime="unk" if terms.mime is None else terms.mime,
            payload_digest=(digested if original is None else original).payload_digest,
            filename="",
            offset=0,
            length=len(members[0]),
            truncated=exchange.truncated,
        )
    if request_id is not None:
        header = [
            ("WARC-Payload-Digest", digested.request_payload_digest),
            ("Content-Type", _REQUEST_BLOCK),
            *_connection(exchange),
            *_concurrent_to(answer_id),
        ]
        members.append(event.member("request", request_id, header, digested.request))
    header = [("Content-Type", "application/warc-fields"), *_concurrent_to(answer_id or request_id)]
    block = serialise(_metadata(digested, hop))
    members.append(event.member("metadata", record_id(new_id()), header, block))
    return Encoded(
        members=tuple(members),
        warcinfo_id=warcinfo_id,
        index_status=index_status,
        unplaced=unplaced,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """What every record of one capture event says (section 5.4: one date)."""

    date: str
    url: str
    ip_address: str | None
    warcinfo_id: str

    def member(
        self, kind: str, new_id: str, header: list[Pair], block: bytes, *, level: int = FAST
    ) -> bytes:
        common = [
            ("WARC-Type", kind),
            ("WARC-Record-ID", new_id),
            ("WARC-Date", self.date),
            ("WARC-Target-URI", self.url),
        ]
        if self.ip_address is not None:
            common.append(("WARC-IP-Address", self.ip_address))
        common.append(("WARC-Warcinfo-ID", self.warcinfo_id))
        lengths = [("WARC-Block-Digest", sha1(block)), ("Content-Length", str(len(block)))]
        return member([*common, *header, *lengths], block, level=level)


def _answer(
    digested: Digested, head: http1.Head, original: Capture | None
) -> tuple[list[Pair], bytes, int]:
    """Header, block and compression of a response or revisit record."""
    exchange = digested.exchange
    cut = [] if exchange.truncated is None else [("WARC-Truncated", str(exchange.truncated))]
    content_type = ("Content-Type", _RESPONSE_BLOCK)
    if original is None:
        digest = ("WARC-Payload-Digest", digested.payload_digest)
        return [digest, content_type, *cut], exchange.response, _level(head)
    _check_original(digested, original)
    header = [
        ("WARC-Profile", NOT_MODIFIED if digested.not_modified else IDENTICAL),
        ("WARC-Refers-To", original.record_id),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", original.date),
        ("WARC-Payload-Digest", original.payload_digest),
        content_type,
    ]
    if digested.not_modified:
        return header + cut, exchange.response, FAST
    return [*header, ("WARC-Truncated", "length")], exchange.response[: head.head_length], FAST


def _check_original(digested: Digested, original: Capture) -> None:
    if original.record_type != "response":
        raise ValueError("a revisit refers to a response, not to another revisit")
    if digested.not_modified:
        return
    if not digested.may_revisit or digested.payload_digest != original.payload_digest:
        raise ValueError("the original does not hold the payload of this exchange")


def _level(head: http1.Head) -> int:
    coding = head.first(b"content-encoding")
    if coding is not None and coding.lower() not in (b"", b"identity"):
        return FAST
    media_type = http1.media_type(head)
    return FAST if media_type.startswith(_COMPRESSED) and "svg" not in media_type else DENSE


def _connection(exchange: Exchange) -> list[Pair]:
    """HTTP and TLS version, cipher suite (warc-specifications#42, in use since 2019)."""
    pairs = [("WARC-Protocol", protocol) for protocol in exchange.protocols]
    if exchange.cipher_suite is not None:
        pairs.append(("WARC-Cipher-Suite", exchange.cipher_suite))
    return pairs


def _concurrent_to(other: str | None) -> list[Pair]:
    return [] if other is None else [("WARC-Concurrent-To", other)]


def _metadata(digested: Digested, hop: Hop) -> list[Pair]:
    exchange = digested.exchange
    pairs = [] if hop.via is None else [("via", redact_url(hop.via))]
    pairs.append(("hopsFromSeed", hop.path))
    pairs.append(("fetchTimeMs", str(exchange.fetch_time_ms)))
    if exchange.error is not None:
        pairs.append(("error", exchange.error))
    if exchange.interim:
        pairs.append(("interim", escape(exchange.interim)))
    if exchange.trailing_bytes:
        pairs.append(("trailingBytes", str(exchange.trailing_bytes)))
    return pairs + [("redacted", name) for name in digested.redacted]


def redact_request(message: bytes, head_length: int) -> tuple[bytes, tuple[str, ...]]:
    """The request as it may be kept, of the same length, and the names of what was hidden.

    :param head_length: where the head of the message ends.
    """
    head = message[:head_length]
    lower = head.lower()
    if b"cookie" not in lower and b"authorization" not in lower and b"@" not in head:
        return message, ()
    hidden: list[str] = []

    def cover(match: re.Match[bytes]) -> bytes:
        hidden.append(match[1].decode("ascii"))
        return match[1] + match[2] + match[3].translate(_VISIBLE)

    covered = _SECRET_HEADER.sub(cover, head)
    if user := _TARGET_USER.match(covered):
        hidden.append("userinfo")
        covered = covered[: user.start(1)] + b"*" * len(user[1]) + covered[user.end(1) :]
    return covered + message[head_length:], tuple(hidden)


def redact_url(address: str) -> str:
    """An address as a record may name it: no user information, no byte RFC 3986 forbids there.

    Blanks, control characters, quotes, ``<``, ``>`` and non-ASCII are percent-encoded (WARC 1.1
    section 5.14); everything else stays as it was asked for.
    """
    if "@" in address and (user := _URL_USER.match(address)):
        address = user[1] + address[user.end() :]
    if _UNSAFE.search(address) is None:
        return address
    return _UNSAFE.sub(lambda match: quote(match[0].encode("utf-8", "surrogatepass")), address)
