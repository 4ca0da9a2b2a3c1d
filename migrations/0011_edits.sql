-- Moderators edit: who wrote a revision, and which revision a decision has made.

ALTER TABLE revision ADD COLUMN made_by TEXT;   -- null: the comment's author
ALTER TABLE decision ADD COLUMN edited INTEGER; -- null: the text stayed as it was
