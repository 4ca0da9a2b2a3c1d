-- Second factors of accounts, when tokens were last used, and the record of who changed what.

-- TOTP (RFC 6238). last_step: of the code that was used last, since each works once.
CREATE TABLE second_factor (
	account INTEGER PRIMARY KEY REFERENCES account (id),
	secret BLOB NOT NULL, -- sealed with a key of the key file
	confirmed_at INTEGER, -- null: begun, and no code was shown yet
	last_step INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Those that were not used yet.
CREATE TABLE recovery_code (
	account INTEGER NOT NULL REFERENCES account (id),
	hash BLOB NOT NULL,
	PRIMARY KEY (account, hash)
) STRICT, WITHOUT ROWID;

ALTER TABLE token ADD COLUMN used_at INTEGER;

-- Who has which role on a site, or on all.
CREATE INDEX role_site ON role (site, role);
CREATE INDEX token_site ON token (site, id);

-- Changes of accounts, roles and tokens. Append-only.
CREATE TABLE change (
	id INTEGER PRIMARY KEY,
	made_by TEXT NOT NULL, -- account:NAME, token:NAME, command, or first-link
	action TEXT NOT NULL,
	subject TEXT NOT NULL, -- account:NAME or token:NAME
	site TEXT,             -- of the role or the token; null: of all, or of none
	scope TEXT,            -- what the role or the token may do since
	at INTEGER NOT NULL
) STRICT;

CREATE INDEX change_site ON change (site, id);
