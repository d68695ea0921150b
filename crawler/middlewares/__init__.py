"""Downloader middlewares: robots.txt first, retries after a pause, decoded responses."""
