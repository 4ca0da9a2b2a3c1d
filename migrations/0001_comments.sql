-- Sites, their pages, what readers say on them, and who decided what.
-- Ids are made by the server (base/id.h); times are milliseconds since 1970 UTC.

CREATE TABLE site (
	id TEXT PRIMARY KEY,
	policy TEXT NOT NULL CHECK (policy IN ('hold', 'publish')),
	salt BLOB NOT NULL, -- of the authors' fingerprints
	created_at INTEGER NOT NULL
) STRICT;

-- Which site a page belongs to is told by the page's origin.
CREATE TABLE site_origin (
	origin TEXT PRIMARY KEY,
	site TEXT NOT NULL REFERENCES site (id)
) STRICT;

CREATE INDEX site_origin_site ON site_origin (site);

CREATE TABLE page (
	id INTEGER PRIMARY KEY,
	site TEXT NOT NULL REFERENCES site (id),
	url TEXT NOT NULL UNIQUE, -- canonical
	title TEXT,
	state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
	count INTEGER NOT NULL DEFAULT 0, -- of approved comments
	created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX page_site ON page (site, id);

CREATE TABLE author (
	id INTEGER PRIMARY KEY,
	site TEXT NOT NULL REFERENCES site (id),
	fingerprint BLOB NOT NULL,
	key_id TEXT NOT NULL, -- the key and the cost that it was made with
	cost TEXT NOT NULL,
	tag TEXT NOT NULL,    -- what moderators see of it, made under another key
	approved INTEGER NOT NULL DEFAULT 0,
	rejected INTEGER NOT NULL DEFAULT 0,
	spam INTEGER NOT NULL DEFAULT 0,
	created_at INTEGER NOT NULL,
	UNIQUE (site, fingerprint)
) STRICT;

-- path is the comment's place in its thread: the ids from the root down to it, eight bytes each,
-- so that the order of paths is the reading order.
CREATE TABLE comment (
	id INTEGER PRIMARY KEY,
	site TEXT NOT NULL REFERENCES site (id),
	page INTEGER NOT NULL REFERENCES page (id),
	author INTEGER NOT NULL REFERENCES author (id),
	parent INTEGER REFERENCES comment (id),
	root INTEGER NOT NULL,
	path BLOB NOT NULL,
	depth INTEGER NOT NULL,
	state TEXT NOT NULL
		CHECK (state IN ('pending', 'approved', 'rejected', 'spam', 'deleted')),
	shown INTEGER NOT NULL, -- 0 not, 1 in full, 2 as a tombstone that holds up its answers
	revision INTEGER NOT NULL, -- the newest
	published INTEGER,         -- the one that readers see
	name TEXT NOT NULL,
	website TEXT,
	created_at INTEGER NOT NULL,
	edited_at INTEGER
) STRICT;

CREATE INDEX comment_state ON comment (state, id);
CREATE INDEX comment_site_state ON comment (site, state, id);
-- Not those that wait: every new comment would touch a leaf of its own page, which made up two
-- thirds of what a flood of comments wrote. The pending of a page are found among those of its
-- site.
CREATE INDEX comment_page_state ON comment (page, state, id) WHERE state <> 'pending';
CREATE INDEX comment_parent ON comment (parent) WHERE parent IS NOT NULL;
CREATE INDEX comment_oldest ON comment (page, root, path) WHERE shown > 0;
CREATE INDEX comment_newest ON comment (page, root DESC, path) WHERE shown > 0;

CREATE TABLE revision (
	comment INTEGER NOT NULL REFERENCES comment (id),
	number INTEGER NOT NULL,
	body TEXT NOT NULL, -- as written
	created_at INTEGER NOT NULL,
	PRIMARY KEY (comment, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE hold_reason (
	comment INTEGER NOT NULL REFERENCES comment (id),
	revision INTEGER NOT NULL,
	"check" TEXT NOT NULL,
	score INTEGER NOT NULL,
	text TEXT NOT NULL,
	PRIMARY KEY (comment, revision, "check")
) STRICT, WITHOUT ROWID;

-- Append-only.
CREATE TABLE decision (
	id INTEGER PRIMARY KEY,
	site TEXT NOT NULL REFERENCES site (id),
	comment INTEGER NOT NULL REFERENCES comment (id),
	revision INTEGER NOT NULL,
	from_state TEXT NOT NULL,
	to_state TEXT NOT NULL,
	made_by TEXT NOT NULL, -- token:NAME, or policy
	reason TEXT,
	note TEXT,
	at INTEGER NOT NULL
) STRICT;

CREATE INDEX decision_site ON decision (site, id);
CREATE INDEX decision_comment ON decision (comment, id);

CREATE TABLE token (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	hash BLOB NOT NULL UNIQUE,
	scope TEXT NOT NULL CHECK (scope IN ('read', 'moderate', 'admin')),
	site TEXT REFERENCES site (id), -- null: all sites
	created_at INTEGER NOT NULL,
	expires_at INTEGER,
	revoked_at INTEGER
) STRICT;

-- Answers to requests that may be sent again, for a day.
CREATE TABLE idempotency (
	key BLOB PRIMARY KEY,
	request BLOB NOT NULL, -- hash of what was sent
	comment INTEGER NOT NULL,
	state TEXT NOT NULL,
	created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_created ON idempotency (created_at);

-- Its one row is written to find out whether writing works.
CREATE TABLE heartbeat (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	at INTEGER NOT NULL
) STRICT;

INSERT INTO heartbeat (id, at) VALUES (1, 0);
