"""Scrapy extensions: the archive, the disk guard, the garbage collector, the progress bar."""
