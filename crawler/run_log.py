"""The log of a run, kept beside its report whatever the terminal shows."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def log_to(path: Path, settings: BaseSettings) -> logging.Handler:
    """Write what is logged from now on to a file as well.

    :returns: the handler; remove it from the root logger and close it at the end.
    """
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(
        logging.Formatter(settings.get("LOG_FORMAT"), datefmt=settings.get("LOG_DATEFORMAT"))
    )
    handler.setLevel(settings.get("LOG_LEVEL"))
    logging.root.addHandler(handler)
    return handler
