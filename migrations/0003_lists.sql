-- What lists of comments show and are narrowed by.

-- How many comments a site has in each state; kept with every change.
CREATE TABLE site_count (
	site TEXT NOT NULL REFERENCES site (id),
	state TEXT NOT NULL
		CHECK (state IN ('pending', 'approved', 'rejected', 'spam', 'deleted')),
	count INTEGER NOT NULL,
	PRIMARY KEY (site, state)
) STRICT, WITHOUT ROWID;

INSERT INTO site_count (site, state, count)
SELECT site, state, count(*) FROM comment GROUP BY site, state;

-- Not those that wait, for the reason that comment_page_state has.
CREATE INDEX comment_author_state ON comment (author, state, id) WHERE state <> 'pending';
CREATE INDEX author_tag ON author (site, tag);
