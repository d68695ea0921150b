"""Gives spiders the decoded response: content-coding removed, text by the decoder of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse
from scrapy.responsetypes import responsetypes

from crawler.fetch.meta import PAGE
from crawler.page.decode import Decoded, decode

if TYPE_CHECKING:
    from scrapy import Request

    from crawler.crawl.assembling import CapturedPage


class DecodingMiddleware:
    """Stands in for Scrapy's HttpCompressionMiddleware, at its place.

    The body was decoded once, when its capture was durable; nothing is decoded anew here. The
    text is decoded when a spider asks for it.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """Scrapy's hook: the response with its content-coding removed.

        :returns: an ``HtmlResponse``, ``XmlResponse``, ``TextResponse`` or ``Response`` by the
            headers of the response, its address and its body. A body that inflates beyond
            reason stays as it was received.
        """
        captured: CapturedPage | None = request.meta.get(PAGE)
        if captured is None or captured.page is None:
            return response
        body = captured.page.body
        headers = response.headers.copy()
        flags = list(response.flags)
        if headers.getlist(b"Content-Encoding") and body != response.body:
            _, *left = headers.pop(b"Content-Encoding")
            if left:
                headers.setlist(b"Content-Encoding", left)
            flags.append("decoded")
        made = responsetypes.from_args(headers=headers, url=response.url, body=body)
        # Not response.replace(): it would have Scrapy guess the encoding of what is compressed.
        kept = {name: getattr(response, name) for name in Response.attributes}
        kept |= {"headers": headers, "body": body, "flags": flags}
        return _BY_EVIDENCE.get(made, made)(**kept)


class _TextByEvidence:
    """Text of a page by evidence first and labels second (``crawler.page.decode``).

    Scrapy's own reading trusts labels, so a wrong one garbles the page. A page labelled gb2312
    that has characters of GB 18030 reads right here, and so does the larger part of a page in two
    encodings; ``body`` stays as it was sent.
    """

    body: bytes
    headers: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._chosen: str | None = kwargs.get("encoding")
        self._found: Decoded | None = None
        super().__init__(*args, **kwargs)

    @property
    def _decoded(self) -> Decoded:
        if self._found is None:
            label = self.headers.get(b"Content-Type", b"").decode("latin-1")
            self._found = decode(self.body, label or None)
        return self._found

    @property
    def encoding(self) -> str:
        """The encoding that was given, else the one that the evidence speaks for."""
        return self._chosen or self._decoded.charset.used

    @property
    def text(self) -> str:
        """The page as characters, without byte-order mark."""
        if self._chosen:
            return super().text  # type: ignore[misc,no-any-return]  # TextResponse has it
        return self._decoded.text

    def replace(self, *args: Any, **kwargs: Any) -> Any:
        """See ``Response.replace``: without an encoding given, evidence decides again."""
        if not isinstance(kwargs.get("body"), str):
            kwargs.setdefault("encoding", self._chosen)
        return super().replace(*args, **kwargs)  # type: ignore[misc]  # Response has it


class HtmlByEvidence(_TextByEvidence, HtmlResponse):
    """An ``HtmlResponse`` whose text is decoded by evidence."""


class XmlByEvidence(_TextByEvidence, XmlResponse):
    """An ``XmlResponse`` whose text is decoded by evidence."""


class TextByEvidence(_TextByEvidence, TextResponse):
    """A ``TextResponse`` whose text is decoded by evidence."""


_BY_EVIDENCE: dict[type[Response], type[Response]] = {
    HtmlResponse: HtmlByEvidence,
    XmlResponse: XmlByEvidence,
    TextResponse: TextByEvidence,
}
