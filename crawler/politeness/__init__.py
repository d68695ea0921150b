"""Manners: what robots.txt allows, which host may be asked when, and how long to wait after a no.

Pure: no clock, no chance and no network of its own; the shell (``crawler.middlewares``,
``crawler.capture.gate``, ``crawler.frontier``) brings them. ``docs/explanation/politeness.md``
tells the whole story.
"""
