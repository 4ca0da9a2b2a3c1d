-- Which authors have had all erased, kept for good: a backup from before is held against it.

-- It begins empty: of a comment that was erased before, nothing tells who had asked for it.
CREATE TABLE ledger (
	author INTEGER PRIMARY KEY REFERENCES author (id),
	through INTEGER NOT NULL -- the newest comment
) STRICT;
