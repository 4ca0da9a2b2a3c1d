-- Authors have what they have left on a site erased.

-- What is left of the comment is its place, its states and when they changed.
ALTER TABLE comment ADD COLUMN erased_at INTEGER; -- null: it is as it was written

-- What is being erased, until the bytes are gone.
CREATE TABLE erasure (
	author INTEGER PRIMARY KEY REFERENCES author (id),
	through INTEGER NOT NULL, -- the newest comment
	asked_at INTEGER NOT NULL,
	step TEXT NOT NULL CHECK (step IN
		('deleted', 'approved', 'rejected', 'spam', 'pending', 'index', 'merging', 'log')),
	after INTEGER NOT NULL    -- of the step's comments, the last that is done
) STRICT;
