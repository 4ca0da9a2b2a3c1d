-- What moderators search: the newest text, name and website of each comment and its page's title, by
-- the comment's id. Brought up to date behind the writer's back, not with each comment: the marker
-- says how far. It has texts of its own, so that a row can be taken out whatever has changed since.

CREATE VIRTUAL TABLE search USING fts5 (
	body, name, website, title,
	tokenize = "unicode61 remove_diacritics 2",
	prefix = '2 3',
	columnsize = 0
);

CREATE TABLE search_mark (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	comment INTEGER NOT NULL -- the newest that is in
) STRICT;

INSERT INTO search_mark (id, comment) VALUES (1, 0);
