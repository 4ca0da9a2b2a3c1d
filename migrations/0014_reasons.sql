-- Lists of what a check has found something in are read along the list (store_queue_of_reason).
DROP INDEX hold_reason_check;
