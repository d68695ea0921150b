"""The archive: a collection on disk, WARC files, and archives that are read."""
