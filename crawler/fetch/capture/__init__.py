"""Wire-exact capture for Scrapy: what crossed each connection, recorded before it is used.

Set ``DOWNLOAD_HANDLERS["http"]`` and ``["https"]`` to
``crawler.fetch.capture.handler.CapturingDownloadHandler`` and register a recorder for the crawler
with :func:`crawler.fetch.capture.recorder.register` before the engine starts.
"""
