"""Scrapy settings of the project: every value that departs from Scrapy's default says why.

Our own settings are the block at the end; ``docs/reference/settings.md`` explains each. The
components of the archive are set by the add-on, pipelines and spider middlewares by its spider.
"""

from crawler import __version__
from crawler.page.http1 import PASSING

BOT_NAME = "zjol-archive"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"  # crawl (with exit codes that mean something), demo, audit …
ADDONS = {"crawler.addon.ArchiveAddon": 100}  # the components of the archive: crawler/addon.py

# -- politeness -------------------------------------------------------------------------------
# The operator's name and a URL to reach them by are added by the add-on (ARCHIVE_OPERATOR).
USER_AGENT = f"{BOT_NAME}/{__version__}"
ROBOTSTXT_OBEY = True  # default False, template True
DOWNLOAD_DELAY = 0.25  # default 0; four requests a second for the whole site at the most
CONCURRENT_REQUESTS = 16  # default 16
CONCURRENT_REQUESTS_PER_DOMAIN = 4  # default 8; ours counts per site: crawler/fetch/scheduler.py
AUTOTHROTTLE_ENABLED = True  # default False: slow down when the site does
AUTOTHROTTLE_START_DELAY = 0.5  # default 5; the delay above is the floor
AUTOTHROTTLE_MAX_DELAY = 60.0  # default 60
AUTOTHROTTLE_TARGET_CONCURRENCY = 2.0  # default 1

# -- what is asked for, and what comes back ---------------------------------------------------
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",  # default en: a Chinese site for Chinese readers
    "Accept-Encoding": "gzip, deflate",  # what every WARC reader decodes; not br, not zstd
}
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False: an archive must know whom it talked to
DOWNLOAD_TIMEOUT = 60  # default 180
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024  # default 1 GiB; a body beyond it is kept up to here
DOWNLOAD_WARNSIZE = 0  # default 32 MiB: the capture records the size, no warning needed
RETRY_TIMES = 2  # default 2
RETRY_HTTP_CODES = sorted(PASSING)  # the same codes that leave an address pending
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 20_000_000  # default 5 MB: room for sixteen large pages

TELNETCONSOLE_ENABLED = False  # default True: an unattended run opens no port
REMOTE_CONTROL_ENABLED = False  # default True: it runs Python that is posted to it
LOG_LEVEL = "INFO"  # default DEBUG
LOGSTATS_INTERVAL = 60.0
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
FEED_EXPORT_ENCODING = "utf-8"

# -- our own ----------------------------------------------------------------------------------
ARCHIVE_ENABLED = True  # False: a spider runs with Scrapy's own components, and nothing is kept
ARCHIVE_ROOT = "archives"  # folder of collections
ARCHIVE_COLLECTION = ""  # collection to write to; empty: the spider's name
ARCHIVE_OPERATOR = ""  # who runs the crawl and how to reach them; a live crawl demands it
ARCHIVE_WARC_BYTES = 1_000_000_000  # roll over to a new WARC after this size (WARC 1.1, Annex C)
ARCHIVE_CONNECT_TO = ""  # HOST1:PORT1:HOST2:PORT2[,…] like curl's --connect-to
ARCHIVE_SOURCE = ""  # crawl from this collection or WACZ instead of the network
ARCHIVE_AS_OF = ""  # with ARCHIVE_SOURCE: captures up to this day or instant (UTC) count
ARCHIVE_RECHECK = "1h,6h,1d,7d,30d"  # ages at which an article is looked at again
ARCHIVE_REQUISITES = True  # fetch images, style sheets, scripts and fonts that pages need
ARCHIVE_ROBOTS_META = "record"  # or "obey": no article of a page that asks for noindex, noarchive
ARCHIVE_MIN_FREE_BYTES = 2_000_000_000  # pause, then stop with exit 3, before the disk is full
ARCHIVE_PRIVATE_ADDRESSES = False  # allow loopback, private and link-local targets
