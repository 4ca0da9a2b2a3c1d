-- By what people know their own sessions: a browser and a system, each one of a few names.
ALTER TABLE session ADD COLUMN browser TEXT;
ALTER TABLE session ADD COLUMN system TEXT;
