"""What later versions changed of the tables (`storage.schema`), in their order."""

# What each version of the watchlist said, by which one an article was matched last, and since which one a match no
# longer holds: it is kept, with the verdicts on it, and where another took its place, that one has the same entity and
# article version. An article version that was matched before this step, without a match, is not known to be so by any.
RESCANS = """
ALTER TABLE watchlist_version ADD COLUMN content BLOB;
ALTER TABLE watchlist_version ADD COLUMN taken_up_at TEXT NOT NULL DEFAULT '';
UPDATE watchlist_version SET taken_up_at = first_used_at;
ALTER TABLE version ADD COLUMN watchlist_version TEXT;
UPDATE version SET watchlist_version = (SELECT max(watchlist_version) FROM match WHERE version_id = version.id);
ALTER TABLE match ADD COLUMN gone_in TEXT REFERENCES watchlist_version (hash);
CREATE INDEX version_by_watchlist ON version (watchlist_version);
"""

# Links whose source carries the article itself: its text, and until they are settled the response that it stood in
# (a channel's page, a feed, a dropped file), which becomes the evidence; what tells an item whose address changes from
# a new one; and what tells an edited text from the one that was read.
KINDS = """
CREATE TABLE response (
    id INTEGER PRIMARY KEY,
    poll_id INTEGER NOT NULL REFERENCES poll (id),
    url TEXT NOT NULL,
    final_url TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    raw BLOB NOT NULL,
    fetched_at TEXT NOT NULL
) STRICT;
ALTER TABLE link ADD COLUMN text TEXT NOT NULL DEFAULT '';
ALTER TABLE link ADD COLUMN digest TEXT NOT NULL DEFAULT '';
ALTER TABLE link ADD COLUMN guid TEXT NOT NULL DEFAULT '';
ALTER TABLE link ADD COLUMN response_id INTEGER REFERENCES response (id) ON DELETE SET NULL;
CREATE INDEX link_by_response ON link (response_id) WHERE response_id IS NOT NULL;
CREATE INDEX link_by_title ON link (source_id, title);
"""

# What an article tells and why it is in its story; what leads the next article to the stories that it may belong to;
# which alerts are told already, whatever message they were part of; and what a person said of stories.
STORIES = """
ALTER TABLE article ADD COLUMN facts TEXT;
ALTER TABLE article ADD COLUMN grouped TEXT NOT NULL DEFAULT '{}';
ALTER TABLE story ADD COLUMN merged_into INTEGER REFERENCES story (id);
CREATE INDEX article_by_time ON article (stored_at);
CREATE TABLE sketch (
    key INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES article (id),
    PRIMARY KEY (key, article_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE trait (
    trait TEXT NOT NULL,
    story_id INTEGER NOT NULL REFERENCES story (id),
    at TEXT NOT NULL,
    PRIMARY KEY (trait, story_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX trait_by_time ON trait (trait, at);
CREATE INDEX trait_by_story ON trait (story_id);
CREATE TABLE told (
    key TEXT PRIMARY KEY,
    alert_id INTEGER NOT NULL REFERENCES alert (id)
) STRICT, WITHOUT ROWID;
INSERT INTO told (key, alert_id) SELECT key, id FROM alert;
CREATE TABLE story_word (
    id INTEGER PRIMARY KEY,
    act TEXT NOT NULL CHECK (act IN ('split', 'merge')),
    story_id INTEGER NOT NULL REFERENCES story (id),
    other_id INTEGER NOT NULL REFERENCES story (id),
    article_id INTEGER REFERENCES article (id),
    author TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE TRIGGER story_word_stands BEFORE UPDATE ON story_word BEGIN
    SELECT RAISE (ABORT, 'what a person said of a story is never changed: say something newer');
END;
CREATE TRIGGER story_word_stays BEFORE DELETE ON story_word BEGIN
    SELECT RAISE (ABORT, 'what a person said of a story is never deleted: say something newer');
END;
"""

# What a source's history says of it: its rhythm (text of flows.rhythm; spans in seconds), from when on its silence is
# looked at, how often in a row it listed nothing and how many links of it in a row were lost. What tells an article
# written in two ways from two articles. When the watch itself, or whoever watches over it, was last heard of.
RHYTHM = """
ALTER TABLE source ADD COLUMN rhythm TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN usual_gap REAL;
ALTER TABLE source ADD COLUMN longest_gap REAL;
ALTER TABLE source ADD COLUMN silence_from TEXT;
ALTER TABLE source ADD COLUMN last_listed_at TEXT;
ALTER TABLE source ADD COLUMN last_reason TEXT;
ALTER TABLE source ADD COLUMN empty_streak INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN lost_streak INTEGER NOT NULL DEFAULT 0;
UPDATE source SET last_listed_at = last_new_at;
ALTER TABLE poll ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE link ADD COLUMN fetched INTEGER NOT NULL DEFAULT 0;
UPDATE link SET fetched = 1 WHERE state = 'stored' AND reason IS NULL;
UPDATE OR IGNORE link SET key = 'https://' || rtrim(iif(substr(key, instr(key, '://') + 3, 4) = 'www.',
    substr(key, instr(key, '://') + 7), substr(key, instr(key, '://') + 3)), '/') WHERE key LIKE 'http%://%/_%';
ALTER TABLE article ADD COLUMN key TEXT;
UPDATE article SET key = 'https://' || rtrim(iif(substr(url, instr(url, '://') + 3, 4) = 'www.',
    substr(url, instr(url, '://') + 7), substr(url, instr(url, '://') + 3)), '/');
CREATE INDEX article_by_key ON article (key);
CREATE INDEX poll_by_cycle ON poll (cycle_id);
CREATE TABLE pulse (
    name TEXT PRIMARY KEY,
    since TEXT NOT NULL,
    at TEXT NOT NULL,
    misses INTEGER NOT NULL DEFAULT 0,
    detail TEXT
) STRICT;
"""

# Pages that are read again: when each is due, what came of each reading, and since when one is gone; with which version
# of its article a match ceased to hold; and what was left of quiet polls and idle cycles when they were cleared away.
VERSIONS = """
ALTER TABLE version ADD COLUMN modified_at TEXT;
ALTER TABLE version ADD COLUMN paywalled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN removed_at TEXT;
ALTER TABLE match ADD COLUMN gone_in_version INTEGER REFERENCES version (id);
CREATE TABLE reread (
    article_id INTEGER PRIMARY KEY REFERENCES article (id),
    due_at TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    gone_since TEXT
) STRICT;
CREATE INDEX reread_due ON reread (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE reading (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id),
    at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('unchanged', 'edited', 'missing', 'failed')),
    reason TEXT,
    detail TEXT,
    version_id INTEGER REFERENCES version (id)
) STRICT;
CREATE INDEX reading_by_article ON reading (article_id);
CREATE TABLE quiet_day (
    day TEXT NOT NULL,
    source_id TEXT NOT NULL,
    polls INTEGER NOT NULL DEFAULT 0,
    cycles INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (day, source_id)
) STRICT, WITHOUT ROWID;
"""

# Digests: alerts about neither one story nor one condition. A delivery that goes out within a digest's says which one
# (`carried_by`) and shares its fate; one that waits for its hour says what for (`held`).
ROUTES = """
CREATE TABLE alert_anew (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    route TEXT NOT NULL,
    story_id INTEGER REFERENCES story (id),
    condition_id INTEGER REFERENCES condition (id),
    reason TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CHECK (story_id IS NULL OR condition_id IS NULL)
) STRICT;
INSERT INTO alert_anew SELECT id, key, route, story_id, condition_id, reason, content, created_at FROM alert;
DROP TABLE alert;
ALTER TABLE alert_anew RENAME TO alert;
CREATE INDEX alert_by_story ON alert (story_id);
CREATE INDEX alert_by_condition ON alert (condition_id);
CREATE INDEX alert_by_route ON alert (route, created_at);
CREATE INDEX alert_digests ON alert (route, reason, id) WHERE story_id IS NULL AND condition_id IS NULL;
ALTER TABLE delivery ADD COLUMN carried_by INTEGER REFERENCES delivery (id);
ALTER TABLE delivery ADD COLUMN held TEXT;
DROP INDEX delivery_due;
CREATE INDEX delivery_due ON delivery (channel, due_at, id) WHERE state IN ('pending', 'retry') AND carried_by IS NULL;
CREATE INDEX delivery_carried ON delivery (carried_by) WHERE carried_by IS NOT NULL;
CREATE INDEX delivery_spent ON delivery (channel, settled_at)
    WHERE state IN ('sent', 'unknown') AND carried_by IS NULL;
"""

NAMES = """
ALTER TABLE entity ADD COLUMN names TEXT NOT NULL DEFAULT '{}';
"""
