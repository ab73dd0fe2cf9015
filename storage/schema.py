"""The tables of the first version; `storage.changes` says what became of them. Times are UTC text (`storage.times`),
lists and mappings are JSON text."""

TABLES = """
CREATE TABLE source (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    homepage TEXT NOT NULL,
    language TEXT NOT NULL,
    country TEXT NOT NULL,
    active INTEGER NOT NULL,
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    due_at TEXT,
    last_poll_at TEXT,
    last_success_at TEXT,
    last_new_at TEXT,
    error_streak INTEGER NOT NULL DEFAULT 0,
    last_error TEXT
) STRICT;

CREATE TABLE host (
    name TEXT PRIMARY KEY,
    robots TEXT NOT NULL,
    robots_status INTEGER,
    robots_read_at TEXT,
    not_before TEXT
) STRICT;

CREATE TABLE cycle (
    id INTEGER PRIMARY KEY,
    flow TEXT NOT NULL,
    fence INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT CHECK (outcome IN ('completed', 'broken off')),
    report TEXT
) STRICT;

CREATE TABLE poll (
    id INTEGER PRIMARY KEY,
    source_id TEXT NOT NULL REFERENCES source (id),
    cycle_id INTEGER REFERENCES cycle (id),
    at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('listed', 'not modified', 'failed')),
    reason TEXT,
    detail TEXT,
    listed INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    known INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE poll_drop (
    poll_id INTEGER NOT NULL REFERENCES poll (id),
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (poll_id, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
    id INTEGER PRIMARY KEY,
    source_id TEXT NOT NULL REFERENCES source (id),
    poll_id INTEGER NOT NULL REFERENCES poll (id),
    url TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    author TEXT NOT NULL,
    published_at TEXT,
    found_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'stored', 'dropped', 'retry', 'dead')),
    reason TEXT,
    detail TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL,
    settled_at TEXT,
    article_id INTEGER REFERENCES article (id)
) STRICT;

CREATE TABLE story (
    id INTEGER PRIMARY KEY,
    headline TEXT NOT NULL,
    first_at TEXT NOT NULL
) STRICT;

CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    source_id TEXT NOT NULL REFERENCES source (id),
    story_id INTEGER NOT NULL REFERENCES story (id),
    language TEXT NOT NULL,
    published_at TEXT,
    stored_at TEXT NOT NULL
) STRICT;

CREATE TABLE version (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id),
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    from_summary INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    read_at TEXT NOT NULL,
    UNIQUE (article_id, number)
) STRICT;

CREATE VIRTUAL TABLE article_text USING fts5 (title, text, content = '', tokenize = 'unicode61 remove_diacritics 0');

CREATE TABLE watchlist_version (
    hash TEXT PRIMARY KEY,
    first_used_at TEXT NOT NULL,
    entities INTEGER NOT NULL,
    names INTEGER NOT NULL
) STRICT;

CREATE TABLE entity (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    priority TEXT NOT NULL,
    latitude REAL,
    longitude REAL,
    note TEXT NOT NULL,
    watchlist_version TEXT NOT NULL REFERENCES watchlist_version (hash)
) STRICT;

CREATE TABLE match (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id),
    version_id INTEGER NOT NULL REFERENCES version (id),
    entity_id TEXT NOT NULL REFERENCES entity (id),
    score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
    strength TEXT NOT NULL CHECK (strength IN ('strong', 'weak')),
    alerts INTEGER NOT NULL CHECK (alerts IN (0, 1)),
    why TEXT NOT NULL,
    cues TEXT NOT NULL,
    snippet TEXT NOT NULL,
    watchlist_version TEXT NOT NULL REFERENCES watchlist_version (hash),
    found_at TEXT NOT NULL,
    retrospective INTEGER NOT NULL DEFAULT 0,
    UNIQUE (version_id, entity_id, watchlist_version)
) STRICT;

CREATE TABLE mention (
    id INTEGER PRIMARY KEY,
    match_id INTEGER NOT NULL REFERENCES match (id),
    name TEXT NOT NULL,
    surface TEXT NOT NULL,
    field TEXT NOT NULL CHECK (field IN ('title', 'text')),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    strength TEXT NOT NULL,
    alerts INTEGER NOT NULL
) STRICT;

CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    version_id INTEGER NOT NULL REFERENCES version (id),
    url TEXT NOT NULL,
    final_url TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    file TEXT NOT NULL,
    "offset" INTEGER NOT NULL,
    length INTEGER NOT NULL,
    chain TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE condition (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    episode INTEGER NOT NULL,
    detail TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT,
    UNIQUE (name, episode)
) STRICT;

CREATE TABLE alert (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    route TEXT NOT NULL,
    story_id INTEGER REFERENCES story (id),
    condition_id INTEGER REFERENCES condition (id),
    reason TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CHECK ((story_id IS NULL) <> (condition_id IS NULL))
) STRICT;

CREATE TABLE channel (
    name TEXT PRIMARY KEY,
    not_before TEXT,
    parked_at TEXT,
    reason TEXT
) STRICT;

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    alert_id INTEGER NOT NULL REFERENCES alert (id),
    channel TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'sending', 'sent', 'retry', 'failed', 'unknown')),
    reason TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL,
    fence INTEGER,
    settled_at TEXT,
    UNIQUE (alert_id, channel)
) STRICT;

CREATE TABLE attempt (
    id INTEGER PRIMARY KEY,
    delivery_id INTEGER NOT NULL REFERENCES delivery (id),
    started_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT CHECK (outcome IN ('sent', 'retry', 'failed', 'unknown')),
    status INTEGER,
    detail TEXT
) STRICT;

CREATE TABLE verdict (
    id INTEGER PRIMARY KEY,
    match_id INTEGER NOT NULL REFERENCES match (id),
    verdict TEXT NOT NULL CHECK (verdict IN ('relevant', 'not relevant', 'needs a second look')),
    note TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE TABLE lease (
    kind TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    fence INTEGER NOT NULL,
    heartbeat_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
"""

INDEXES = """
CREATE INDEX poll_by_source ON poll (source_id, at);
CREATE INDEX link_waiting ON link (due_at) WHERE state IN ('new', 'retry');
CREATE INDEX link_by_source ON link (source_id, state, reason);
CREATE INDEX link_by_poll ON link (poll_id, state);
CREATE INDEX link_by_article ON link (article_id);
CREATE INDEX article_by_source ON article (source_id, stored_at);
CREATE INDEX article_by_story ON article (story_id);
CREATE INDEX match_by_entity ON match (entity_id, found_at);
CREATE INDEX match_by_article ON match (article_id);
CREATE INDEX match_by_time ON match (found_at);
CREATE INDEX mention_by_match ON mention (match_id);
CREATE INDEX evidence_by_version ON evidence (version_id);
CREATE INDEX alert_by_story ON alert (story_id);
CREATE INDEX alert_by_condition ON alert (condition_id);
CREATE INDEX delivery_due ON delivery (channel, due_at, id) WHERE state IN ('pending', 'retry');
CREATE INDEX delivery_sending ON delivery (fence) WHERE state = 'sending';
CREATE INDEX attempt_by_delivery ON attempt (delivery_id);
CREATE INDEX verdict_by_match ON verdict (match_id, at);
"""

# A verdict is a person's word and an attempt is what happened: neither is rewritten.
TRIGGERS = """
CREATE TRIGGER verdict_stands BEFORE UPDATE ON verdict BEGIN
    SELECT RAISE (ABORT, 'a verdict is never changed: add a newer one');
END;
CREATE TRIGGER verdict_stays BEFORE DELETE ON verdict BEGIN
    SELECT RAISE (ABORT, 'a verdict is never deleted: add a newer one');
END;
CREATE TRIGGER attempt_stands BEFORE UPDATE ON attempt WHEN OLD.outcome IS NOT NULL BEGIN
    SELECT RAISE (ABORT, 'an attempt that ended is never changed');
END;
"""
