-- Who decided: the record is narrowed to it.

CREATE INDEX decision_by ON decision (made_by, id);
