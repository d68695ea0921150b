"""The ledger's tables: one SQLite file that is frontier, capture index and version history."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from crawler.errors import ArchiveError

_V1 = """
CREATE TABLE addresses (            -- one row per address ever seen
  id            INTEGER PRIMARY KEY,
  key           TEXT NOT NULL UNIQUE,   -- canonical SURT: two addresses with one key are one page
  url           TEXT NOT NULL,          -- as first met
  kind          TEXT NOT NULL,          -- what scope says it is
  rule          TEXT NOT NULL,          -- the scope rule that said so
  article       TEXT,                   -- article id, for articles and their pages
  via           TEXT,                   -- URL of the page that led here first
  hops          TEXT NOT NULL,          -- letters from the seed (WARC 1.1, hopsFromSeed)
  priority      INTEGER NOT NULL,       -- larger is fetched sooner
  queue         TEXT NOT NULL,          -- '', or the one run that wants it
  state         TEXT NOT NULL CHECK (state IN
                  ('pending','captured','done','excluded','failed','gone','blocked')),
  reason        TEXT,                   -- reason code of excluded, failed, gone, blocked
  attempts      INTEGER NOT NULL DEFAULT 0,  -- runs that tried and failed, since the last success
  etag          TEXT,                   -- validators of the last 200 response
  last_modified TEXT,
  run           TEXT NOT NULL           -- run that gave it its state
) STRICT;
CREATE INDEX addresses_pending ON addresses (priority DESC, id) WHERE state = 'pending';
CREATE INDEX addresses_queue ON addresses (queue, priority DESC, id)
  WHERE state = 'pending' AND queue <> '';
CREATE INDEX addresses_failed ON addresses (attempts) WHERE state IN ('failed', 'blocked');
CREATE INDEX addresses_captured ON addresses (id) WHERE state = 'captured';
CREATE INDEX addresses_article ON addresses (article) WHERE article IS NOT NULL;

CREATE TABLE files (                -- output files and how much of each is committed
  id        INTEGER PRIMARY KEY,
  name      TEXT NOT NULL UNIQUE,       -- path below the collection, without '.open'
  committed INTEGER NOT NULL,           -- bytes known to be whole and durable
  sha256    TEXT                        -- of a sealed file
) STRICT;

CREATE TABLE captures (             -- one row per response or revisit record: one CDXJ line
  id             INTEGER PRIMARY KEY,
  address        INTEGER NOT NULL REFERENCES addresses (id),
  url            TEXT NOT NULL,
  urlkey         TEXT NOT NULL,
  date           TEXT NOT NULL,         -- WARC-Date as written
  type           TEXT NOT NULL,
  record_id      TEXT NOT NULL,
  status         INTEGER,
  index_status   TEXT,                  -- what the index says of it when that is another word
  mime           TEXT NOT NULL,
  digest         TEXT NOT NULL,         -- WARC-Payload-Digest
  file           INTEGER NOT NULL REFERENCES files (id),
  offset         INTEGER NOT NULL,
  length         INTEGER NOT NULL,
  truncated      TEXT,
  run            TEXT NOT NULL,
  UNIQUE (file, offset)
) STRICT;
CREATE INDEX captures_index ON captures (urlkey, date);
CREATE INDEX captures_digest ON captures (digest) WHERE type = 'response' AND truncated IS NULL;
CREATE INDEX captures_record ON captures (record_id);
CREATE INDEX captures_address ON captures (address);

CREATE TABLE versions (             -- one row per article line
  id         INTEGER PRIMARY KEY,
  article    TEXT NOT NULL,
  version    INTEGER NOT NULL,
  version_id TEXT NOT NULL,
  record_id  TEXT NOT NULL,             -- record of the first page
  day        TEXT NOT NULL,             -- articles/<day>.jsonl
  url        TEXT NOT NULL,
  headline   TEXT,
  captured   TEXT NOT NULL,             -- WARC-Date of the first page
  run        TEXT NOT NULL,
  UNIQUE (article, version)
) STRICT;

CREATE TABLE listings (             -- what the list pages showed, entry by entry
  record_id TEXT NOT NULL,              -- record of the list page
  position  INTEGER NOT NULL,           -- place among its entries, from 1
  url       TEXT NOT NULL,
  title     TEXT NOT NULL,
  date_text TEXT NOT NULL,              -- the date beside it as written
  PRIMARY KEY (record_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX versions_day ON versions (day);

CREATE TABLE runs (
  id       TEXT PRIMARY KEY,
  began    TEXT NOT NULL,
  ended    TEXT,                    -- NULL: never came to its end
  outcome  TEXT,
  plan     TEXT NOT NULL,           -- what it was asked for; '' when that is not known any more
  cycle    TEXT NOT NULL            -- the run whose unfinished work it went on with, or itself
) STRICT;
CREATE INDEX runs_cycle ON runs (cycle);
"""

_V2 = """
ALTER TABLE addresses ADD COLUMN   -- host of the URL, as written
  host TEXT GENERATED ALWAYS AS (
    substr(substr(url, instr(url, '//') + 2), 1,
    instr(substr(url, instr(url, '//') + 2) || '/', '/') - 1)) VIRTUAL;
CREATE INDEX versions_captured ON versions (captured) WHERE version = 1;
CREATE INDEX addresses_host ON addresses (host, priority DESC, id) WHERE state = 'pending';
"""

STEPS = (_V1, _V2)
"""Each leads from one schema to the next; a released one is never changed."""

VERSION = len(STEPS)
"""Schema version, kept in ``PRAGMA user_version``."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the ledger for writing, creating its schema or bringing it up to date.

    Write-ahead logging lets the frontier read while the writer thread commits.
    ``synchronous=NORMAL`` may lose the last transactions in a power cut but never tears: the
    WARC is fsynced before the ledger speaks of it, so what is lost is found again by recovery.

    :raises ArchiveError: when the file is of a newer schema, or is no ledger.
    """
    try:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    except sqlite3.DatabaseError as error:
        raise ArchiveError(f"{path}: opening the ledger failed: {error}") from error
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA cache_size=-16000")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version < VERSION:
            steps = "".join(STEPS[version:])
            connection.executescript(f"BEGIN;{steps}PRAGMA user_version={VERSION};COMMIT;")
        elif version > VERSION:
            raise ArchiveError(
                f"{path}: the ledger has schema {version}, this program knows {VERSION}; "
                "use the program version that wrote it"
            )
    except sqlite3.DatabaseError as error:
        connection.close()
        raise ArchiveError(f"{path}: opening the ledger failed: {error}") from error
    except ArchiveError:
        connection.close()
        raise
    return connection
