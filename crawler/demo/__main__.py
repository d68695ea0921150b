"""``python -m crawler.demo``: serve the embedded site until Ctrl-C, and say how to look at it."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress

from crawler.demo.edition import TRAPS
from crawler.demo.server import serve
from crawler.demo.site import SEEDS, Site

GUIDE = """\
The embedded site, generation {generation}, is at
  http   127.0.0.1:{http}
  https  127.0.0.1:{https}   certificates of {ca}

Look at one page:
  curl --connect-to ::127.0.0.1:{http} {page}
  curl --connect-to ::127.0.0.1:{https} --cacert {ca} {secure_page}

Browse it:
  chromium --user-data-dir=/tmp/zjol-demo \\
    --host-resolver-rules="MAP *:80 127.0.0.1:{http}, MAP *:443 127.0.0.1:{https}" {page}

Crawl it:
  SSL_CERT_FILE={ca} scrapy crawl zjol -a seeds={page} \\
    -s ARCHIVE_OPERATOR="demo <demo@example.org>" \\
    -s ARCHIVE_CONNECT_TO={connect_to}

Ctrl-C ends it.
"""


def main() -> None:
    """Read the command line, serve, wait."""
    parser = argparse.ArgumentParser(prog="python -m crawler.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port of http; 0 takes a free one")
    parser.add_argument("--https-port", type=int, default=0, help="port of https; likewise")
    parser.add_argument("--generation", type=int, default=1, choices=(1, 2), help="2: next day")
    parser.add_argument(
        "--without", default="", metavar="TRAP[,TRAP…]", help=f"of: {', '.join(sorted(TRAPS))}"
    )
    options = parser.parse_args()
    without = [name for name in options.without.split(",") if name]
    if unknown := sorted(set(without) - TRAPS):
        parser.error(f"no such trap: {', '.join(unknown)}")
    site = Site(options.generation, without=without)
    with serve(site, http_port=options.port, https_port=options.https_port) as served:
        page = SEEDS[1]
        guide = GUIDE.format(
            generation=options.generation, http=served.http_port, https=served.https_port,
            ca=served.ca_file, connect_to=served.connect_to, page=page,
            secure_page=page.replace("http:", "https:"),
        )  # fmt: skip
        sys.stdout.write(guide)
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            served.process.wait()


if __name__ == "__main__":
    main()
