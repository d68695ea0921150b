"""Scrapy extensions: the archive, the disk guard, the progress bar."""
