"""Wire-exact capture for Scrapy: what crossed each connection, recorded before it is used.

``DOWNLOAD_HANDLERS`` names ``crawler.fetch.capture.handler.CapturingDownloadHandler`` for http
and https; the handler records through the session of its crawler (``crawler.fetch.session``).
"""
