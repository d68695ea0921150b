"""Manners: what robots.txt allows, which host may be asked when, and how long to wait after a no.

Pure: no clock, no chance and no network of its own; ``crawler.middlewares``, the gate of
``crawler.fetch.capture`` and ``crawler.fetch.scheduler`` bring them. See
``docs/explanation/politeness.md``.
"""
