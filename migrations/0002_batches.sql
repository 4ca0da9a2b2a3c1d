-- Decisions that were made in one go have the batch in common, which is the id of the first of them;
-- one that undoes another names it.

ALTER TABLE decision ADD COLUMN batch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE decision ADD COLUMN undoes INTEGER REFERENCES decision (id);
UPDATE decision SET batch = id;
CREATE INDEX decision_batch ON decision (batch, id);
