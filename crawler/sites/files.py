"""Kinds of files by their extension, for addresses of no form of their own."""

from __future__ import annotations

from crawler.sites.model import Kind

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

_BY_EXTENSION = {
    extension: (kind, rule) for kind, rule, names in EXTENSIONS for extension in names.split()
}
_UNKNOWN: tuple[Kind, str] = ("page", "static-page")


def by_extension(path: str) -> tuple[Kind, str]:
    """Kind and rule of a path by the extension of its last segment; a page when unknown."""
    name = path[path.rfind("/") + 1 :]
    return _BY_EXTENSION.get(name[name.rfind(".") + 1 :].lower(), _UNKNOWN)
