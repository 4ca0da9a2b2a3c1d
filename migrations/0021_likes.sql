-- How many readers like a comment, where the site wants that.
ALTER TABLE comment ADD COLUMN likes INTEGER NOT NULL DEFAULT 0;

-- The first comments of threads, the most liked first.
CREATE INDEX comment_liked ON comment (page, likes DESC, id) WHERE shown > 0 AND parent IS NULL;

-- Who has liked it, for some days: one of each counts once. Without it the number stays.
CREATE TABLE liker (
	comment INTEGER NOT NULL REFERENCES comment (id),
	reader BLOB NOT NULL, -- keyed hash of comment and network
	created_at INTEGER NOT NULL,
	PRIMARY KEY (comment, reader)
) STRICT, WITHOUT ROWID;

CREATE INDEX liker_created ON liker (created_at);
