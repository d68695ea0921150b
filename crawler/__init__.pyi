"""The types of what ``__init__.py`` loads when it is first used."""

from crawler.archive.contents import captures as captures
from crawler.archive.contents import exchanges as exchanges
from crawler.archive.contents import open_record as open_record
from crawler.article.stored import read_articles as read_articles
from crawler.reading.extract import extract_page as extract_page

__all__ = ["captures", "exchanges", "extract_page", "open_record", "read_articles"]
__version__: str
