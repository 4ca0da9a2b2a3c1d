-- What a site's people have asked to be done with comments that look so.
CREATE TABLE rule (
	id INTEGER PRIMARY KEY,
	site TEXT NOT NULL REFERENCES site (id),
	kind TEXT NOT NULL
		CHECK (kind IN ('words', 'pattern', 'name', 'host', 'author', 'network')),
	value TEXT NOT NULL,
	action TEXT NOT NULL CHECK (action IN ('hold', 'reject', 'spam', 'trust')),
	state TEXT NOT NULL CHECK (state IN ('on', 'off')),
	note TEXT,
	made_by TEXT NOT NULL, -- who has set it so
	created_at INTEGER NOT NULL,
	changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX rule_site ON rule (site, id);
