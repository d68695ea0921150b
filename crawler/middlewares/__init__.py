"""Downloader middlewares: robots.txt before everything else, and patience after a no."""
