"""The names of all scope rules with their meanings, as in a ledger row's ``rule``; file types."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.sites.model import Kind

ADMITTING: Mapping[str, str] = {
    "home-page": "root of a host of the site",
    "trs-article": "TRS article: {column}/YYYYMM/tYYYYMMDD_ID.shtml, with or without _ext",
    "trs-article-page": "further page of a TRS article: …_ID_1.shtml is page 2",
    "enorth-article": "Enorth article: [folder/]system/YYYY/MM/DD/NNNNNNNNN.shtml",
    "enorth-article-page": "further page of an Enorth article: …NNNNNNNNN_01.shtml is page 2",
    "enorth-count-page": "page of an Enorth list, numbered from the oldest",
    "enorth-count-script": "script that says how many pages an Enorth list has",
    "list-index": "folder, or its index page: the first page of a list",
    "list-index-n": "index_N.shtml: page N+1 of a list",
    "epaper-front": "paperindex.htm: leads to the newest issue of an e-paper",
    "epaper-day": "table of contents of one issue of an e-paper",
    "epaper-node": "one section of an issue of an e-paper",
    "epaper-content": "one article of an issue of an e-paper",
    "topic-page": "page below a folder for topics",
    "static-page": "any other static page on a known host of the site",
    "unknown-host": "page on a host of the domain that is not in the table",
    "feed": "XML feed",
    "image": "image on a host of the site or a resource host",
    "style": "style sheet",
    "script": "script or data for scripts",
    "font": "web font",
    "embed": "anything else a page embeds, on a host of the site or a resource host",
    "document": "document to download: PDF, Word, archive, …",
    "media": "audio or video",
}
"""Rules that admit an address."""

EXCLUDING: Mapping[str, str] = {
    "off-site": "host outside the site",
    "off-site-wechat": "WeChat article: another site, even where a list of ours links to it",
    "off-site-app": "successor app's site: rendered by the client, nothing to read in its pages",
    "off-site-paper": "paper that moved to another domain",
    "off-site-old-domain": "former domain of the site: may belong to another owner today",
    "app-host": "web view of the news app: another system",
    "mobile-host": "mobile twin of the site",
    "forum-host": "forum or blog: not news, endless",
    "search-host": "search: endless",
    "resource-host-page": "page on a host that serves files only",
    "dynamic-page": "program output (.jsp, .php, …): endless, not part of the static site",
    "app-package": "program to install",
    "not-http": "address that is not http or https, or not an address",
    "odd-port": "port other than 80 and 443",
    "credentials": "user name or password within the address",
    "trap-long-url": "address longer than the limit",
    "trap-arguments": "more query arguments than the limit",
    "trap-depth": "more folders than the limit",
    "trap-repeated-folder": "a folder repeated: relative links that lead round in circles",
    "trap-calendar": "calendar: a page for every day, for ever",
    "trap-date": "day that does not exist in the address of an article",
}
"""Rules that keep an address out; their names are the reason codes of ``excluded``."""

RULES: Mapping[str, str] = {**ADMITTING, **EXCLUDING}
"""Every rule by name."""

EXTENSIONS: tuple[tuple[Kind, str, str], ...] = (
    ("page", "static-page", "shtml html htm xhtml"),
    ("requisite", "image", "jpg jpeg jpe jfif png gif bmp webp avif svg ico cur tif tiff"),
    ("requisite", "style", "css"),
    ("requisite", "script", "js mjs json map swf"),
    ("requisite", "font", "woff woff2 ttf otf eot"),
    ("attachment", "document", "pdf doc docx xls xlsx ppt pptx wps txt rtf csv zip rar 7z gz"),
    ("attachment", "media", "mp4 m4v mov webm flv wmv avi mpg mpeg rm rmvb m3u8 ts"),
    ("attachment", "media", "mp3 m4a wav wma ogg aac"),
    ("page", "feed", "xml rss atom"),
    ("out", "dynamic-page", "jsp jspx php asp aspx do cgi action ashx pl cfm jhtml"),
    ("out", "app-package", "apk ipa exe msi dmg"),
)
"""Kind, rule and the extensions, lower case, that have them."""
