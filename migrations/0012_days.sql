-- What came in and what was decided, by day: kept with every change, so that no plot of it reads
-- millions of rows. A day is UTC's, as days since 1970.

CREATE TABLE day_count (
	day INTEGER NOT NULL,
	site TEXT NOT NULL REFERENCES site (id),
	what TEXT NOT NULL, -- came, edited, or the state that was decided
	made_by TEXT NOT NULL, -- as in decision; empty for what came
	count INTEGER NOT NULL,
	PRIMARY KEY (day, site, what, made_by)
) STRICT, WITHOUT ROWID;

INSERT INTO day_count (day, site, what, made_by, count)
SELECT created_at / 86400000, site, 'came', '', count(*) FROM comment GROUP BY 1, 2;

INSERT INTO day_count (day, site, what, made_by, count)
SELECT at / 86400000, site, iif(from_state = to_state, 'edited', to_state), made_by, count(*)
FROM decision GROUP BY 1, 2, 3, 4;
