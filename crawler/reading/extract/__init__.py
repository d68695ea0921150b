"""One page in, the fields of an Article record out: pure, without network, clock or Scrapy."""

from crawler.reading.extract.reader import extract, extract_page, is_article

__all__ = ["extract", "extract_page", "is_article"]
