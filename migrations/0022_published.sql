-- Which revision readers saw before a decision, so that what is taken back brings it back, too.

ALTER TABLE decision ADD COLUMN published INTEGER; -- null: none, or from before this was kept
