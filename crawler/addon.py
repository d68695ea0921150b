"""The Scrapy add-on that derives settings from ours: who the crawler says it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.configuration import configuration

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


class OperatorAddon:
    """Writes ``ARCHIVE_OPERATOR`` into the User-Agent and the ``From`` field."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Called by Scrapy before any component is built.

        :raises ConfigurationError: a setting is wrong; nothing was started.
        """
        who = configuration(settings).operator
        if who is None:
            return
        settings.set("USER_AGENT", who.user_agent(settings["USER_AGENT"]), "addon")
        if who.email:
            headers = {**settings.getdict("DEFAULT_REQUEST_HEADERS"), "From": who.email}
            settings.set("DEFAULT_REQUEST_HEADERS", headers, "addon")
