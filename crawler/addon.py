"""The Scrapy add-on that derives settings from ours: who the crawler says it is, and where from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.fetch.configuration import configuration

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


class OperatorAddon:
    """Writes ``ARCHIVE_OPERATOR`` into the User-Agent and the ``From`` field."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Called by Scrapy before any component is built.

        :raises ConfigurationError: a setting is wrong; nothing was started.
        """
        checked = configuration(settings)
        if checked.source is not None:
            _read_from_archive(settings)
        who = checked.operator
        if who is None:
            return
        # Quirk: the priority "addon" lies below that of the project's settings.
        settings.set("USER_AGENT", who.user_agent(settings["USER_AGENT"]), "project")
        if who.email:
            headers = {**settings.getdict("DEFAULT_REQUEST_HEADERS"), "From": who.email}
            settings.set("DEFAULT_REQUEST_HEADERS", headers, "project")


_HANDLER = "crawler.fetch.archive_handler.ArchiveDownloadHandler"
_AT_A_TIME = 32
"""Answers come from the disk, so only memory limits how many pages are in work."""


def _read_from_archive(settings: BaseSettings) -> None:
    """No handler that knows the network is left for any scheme, and nothing waits.

    These must hold whatever else is set, so they have the priority of the command line.
    """
    schemes = {*settings.getwithbase("DOWNLOAD_HANDLERS"), "http", "https"}
    handlers = {scheme: _HANDLER if scheme in ("http", "https") else None for scheme in schemes}
    settings.set("DOWNLOAD_HANDLERS_BASE", {}, "cmdline")
    settings.set("DOWNLOAD_HANDLERS", handlers, "cmdline")
    settings.set("DOWNLOAD_DELAY", 0, "cmdline")
    settings.set("AUTOTHROTTLE_ENABLED", value=False, priority="cmdline")
    settings.set("RETRY_TIMES", 0, "cmdline")  # the same capture would come again
    settings.set("CONCURRENT_REQUESTS", _AT_A_TIME, "cmdline")
    settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", _AT_A_TIME, "cmdline")
