-- Where comments came from, as moderators see it: a keyed hash of the network that changes every day.
-- Kept for two days.
CREATE TABLE comment_network (
	comment INTEGER PRIMARY KEY REFERENCES comment (id),
	tag TEXT NOT NULL
) STRICT;
