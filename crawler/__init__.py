"""The archiving crawler for Chinese news: wire-exact captures, and articles read out of them."""

__version__ = "0.1.0"
