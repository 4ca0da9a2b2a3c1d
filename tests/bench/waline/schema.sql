-- The tables that Waline expects, with the columns that it reads and writes in these runs, and with
-- an index on url, which makes it faster than it comes.
CREATE TABLE wl_Comment (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	user_id INTEGER,
	comment TEXT,
	insertedAt TEXT,
	ip TEXT,
	link TEXT,
	mail TEXT,
	nick TEXT,
	pid INTEGER,
	rid INTEGER,
	sticky INTEGER,
	status TEXT,
	"like" INTEGER,
	ua TEXT,
	url TEXT,
	createdAt TEXT DEFAULT CURRENT_TIMESTAMP,
	updatedAt TEXT DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX wl_Comment_url ON wl_Comment (url);

-- A page with fifty comments, as p0 is for the readers of Afterword.
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 50)
INSERT INTO wl_Comment (comment, insertedAt, link, mail, nick, status, url)
SELECT 'Well said, *mostly*; [this](https://example.org/) is what I think about point ' || n || '.',
	datetime('2026-01-01', n || ' minutes'), '', 'reader-' || n || '@example.org', 'Ada Lovelace',
	'approved', '/read'
FROM number;
