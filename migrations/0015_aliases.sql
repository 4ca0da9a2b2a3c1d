-- Other URLs of a page. One of a page's own URL shadows that page: it was merged into another, and
-- has no comments.
CREATE TABLE page_alias (
	id INTEGER PRIMARY KEY,
	url TEXT NOT NULL UNIQUE, -- canonical
	page INTEGER NOT NULL REFERENCES page (id), -- which is none that is shadowed
	made_by TEXT NOT NULL, -- account:NAME or token:NAME
	created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX page_alias_page ON page_alias (page, id);
