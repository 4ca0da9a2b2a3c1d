-- Which keys the database was used with, so that another one is noticed, and one that is gone is known
-- by name.
CREATE TABLE key (
	id TEXT PRIMARY KEY,
	since INTEGER NOT NULL,
	retired_at INTEGER -- null: it is wanted
) STRICT, WITHOUT ROWID;

INSERT INTO key (id, since)
SELECT key_id, created_at FROM author
WHERE id = (SELECT min(first.id) FROM author AS first WHERE first.key_id = (SELECT newest.key_id
	FROM author AS newest ORDER BY newest.id DESC LIMIT 1));

-- The key that it was made with; null: from before, so the first.
ALTER TABLE recovery_code ADD COLUMN key_id TEXT;
