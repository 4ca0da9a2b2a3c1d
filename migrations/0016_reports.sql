-- What readers report about comments that are public, until a moderator has seen to it.
ALTER TABLE comment ADD COLUMN open_reports INTEGER NOT NULL DEFAULT 0;

CREATE INDEX comment_reported ON comment (id, site) WHERE open_reports > 0;

CREATE TABLE report (
	id INTEGER PRIMARY KEY,
	comment INTEGER NOT NULL REFERENCES comment (id),
	revision INTEGER NOT NULL, -- that readers saw
	reason TEXT NOT NULL,
	note TEXT,
	reporter BLOB, -- keyed hash of comment and network, for some days: one of each counts once
	created_at INTEGER NOT NULL,
	closed_by TEXT, -- who saw to it: account:NAME, token:NAME and the like; null: nobody yet
	closed_at INTEGER,
	UNIQUE (comment, reporter)
) STRICT;

CREATE INDEX report_comment ON report (comment, id);
CREATE INDEX report_reporter ON report (id) WHERE reporter IS NOT NULL;
