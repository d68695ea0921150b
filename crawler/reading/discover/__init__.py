"""What a page leads to: its links, lists, pagers, redirects, and the files it needs for replay."""

from crawler.reading.discover.model import Link, Links, ListItem, Pager
from crawler.reading.discover.walk import links, orders

__all__ = ["links", "orders", "Link", "Links", "ListItem", "Pager"]
