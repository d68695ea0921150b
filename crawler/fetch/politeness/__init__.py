"""Manners: what robots.txt allows, which host may be asked when, how long to wait after a refusal.

Pure: the callers bring clock, chance and network. See ``docs/explanation/politeness.md``.
"""
