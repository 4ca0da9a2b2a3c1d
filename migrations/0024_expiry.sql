-- Comments that nobody is shown any more are erased after some days.

-- Of the decisions that put comments into a state, the last whose comment's time was looked at.
CREATE TABLE expiry (
	state TEXT PRIMARY KEY CHECK (state IN ('rejected', 'spam', 'deleted')),
	through INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
