-- People who moderate: accounts, what they may do on which site, and where they are signed in.

CREATE TABLE account (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	password TEXT NOT NULL, -- Argon2id, with its salt and cost
	created_at INTEGER NOT NULL,
	disabled_at INTEGER
) STRICT;

CREATE TABLE role (
	account INTEGER NOT NULL REFERENCES account (id),
	site TEXT REFERENCES site (id), -- null: all sites
	role TEXT NOT NULL CHECK (role IN ('viewer', 'moderator', 'admin')),
	UNIQUE (account, site)
) STRICT;

CREATE TABLE session (
	id INTEGER PRIMARY KEY,
	hash BLOB NOT NULL UNIQUE, -- of what the cookie holds
	account INTEGER NOT NULL REFERENCES account (id),
	created_at INTEGER NOT NULL,
	seen_at INTEGER NOT NULL
) STRICT;

CREATE INDEX session_account ON session (account);
CREATE INDEX session_created ON session (created_at);
