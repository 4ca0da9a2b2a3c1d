-- Names under which not everybody may write: the site's own people's, or nobody's at all.
CREATE TABLE reserved_name (
	id INTEGER PRIMARY KEY,
	site TEXT NOT NULL REFERENCES site (id),
	name TEXT NOT NULL,
	key TEXT NOT NULL, -- by which names are compared
	author INTEGER REFERENCES author (id), -- whose it is; null: nobody's
	made_by TEXT NOT NULL, -- account:NAME or token:NAME
	created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX reserved_name_key ON reserved_name (site, key, coalesce(author, 0));

-- Whether the name was reserved for who wrote it, at that time.
ALTER TABLE comment ADD COLUMN badge INTEGER NOT NULL DEFAULT 0;
