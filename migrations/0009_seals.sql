-- Seals: hashes under the server's key, so that what was changed behind its back shows. What is from
-- before gets its own at the first start that has the key.

ALTER TABLE revision ADD COLUMN seal BLOB;
ALTER TABLE decision ADD COLUMN note_seal BLOB; -- of the note, which may be erased
ALTER TABLE decision ADD COLUMN seal BLOB;      -- of the row, and of the seal before it

-- The end of the record, so that rows that are gone from there show, too.
CREATE TABLE record (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	count INTEGER NOT NULL,          -- of decisions
	last BLOB,                       -- the newest one's seal; null: there is none
	sealed INTEGER NOT NULL,         -- the comment up to which revisions are sealed
	seal BLOB                        -- of the three; null: nothing is sealed yet
) STRICT;

INSERT INTO record (id, count, sealed) VALUES (1, 0, 0);
