-- What a site asks of comments, what it thinks of their authors, and why a comment waits.

ALTER TABLE site RENAME COLUMN policy TO policy_before;
ALTER TABLE site ADD COLUMN policy TEXT NOT NULL DEFAULT 'hold'
	CHECK (policy IN ('hold', 'trust', 'publish'));
UPDATE site SET policy = policy_before;
ALTER TABLE site DROP COLUMN policy_before;

-- Raised with every change of what comments are checked by.
ALTER TABLE site ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

-- include/store/policy.def says what they mean.
ALTER TABLE site ADD COLUMN trust_after INTEGER NOT NULL DEFAULT 1;
ALTER TABLE site ADD COLUMN links INTEGER NOT NULL DEFAULT 2;
ALTER TABLE site ADD COLUMN hold_score INTEGER NOT NULL DEFAULT 20;
ALTER TABLE site ADD COLUMN spam_score INTEGER NOT NULL DEFAULT 100;
ALTER TABLE site ADD COLUMN form_min INTEGER NOT NULL DEFAULT 3;
ALTER TABLE site ADD COLUMN form_max INTEGER NOT NULL DEFAULT 168;
ALTER TABLE site ADD COLUMN author_rate INTEGER NOT NULL DEFAULT 30;
ALTER TABLE site ADD COLUMN network_rate INTEGER NOT NULL DEFAULT 120;
ALTER TABLE site ADD COLUMN page_rate INTEGER NOT NULL DEFAULT 0;
ALTER TABLE site ADD COLUMN site_rate INTEGER NOT NULL DEFAULT 0;
ALTER TABLE site ADD COLUMN close_after INTEGER NOT NULL DEFAULT 0;

-- What moderators think of an author; normal: nothing in particular.
ALTER TABLE author ADD COLUMN standing TEXT NOT NULL DEFAULT 'normal'
	CHECK (standing IN ('normal', 'trusted', 'banned'));
ALTER TABLE author ADD COLUMN standing_by TEXT;
ALTER TABLE author ADD COLUMN standing_note TEXT;
ALTER TABLE author ADD COLUMN standing_at INTEGER;
CREATE INDEX author_standing ON author (site, standing, id) WHERE standing <> 'normal';

-- Several reasons of one check, in the order in which they were found.
CREATE TABLE hold_reason_new (
	comment INTEGER NOT NULL REFERENCES comment (id),
	revision INTEGER NOT NULL,
	position INTEGER NOT NULL,
	"check" TEXT NOT NULL,
	score INTEGER NOT NULL,
	text TEXT NOT NULL,
	rule INTEGER, -- by which it was found; it may be gone since
	PRIMARY KEY (comment, revision, position)
) STRICT, WITHOUT ROWID;

INSERT INTO hold_reason_new (comment, revision, position, "check", score, text)
SELECT comment, revision, 0, "check", score, text FROM hold_reason;
DROP TABLE hold_reason;
ALTER TABLE hold_reason_new RENAME TO hold_reason;

-- Not policy: nearly every comment that waits has it.
CREATE INDEX hold_reason_check ON hold_reason ("check", comment) WHERE "check" <> 'policy';
