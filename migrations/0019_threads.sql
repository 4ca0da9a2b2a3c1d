-- How a site shows its threads: include/store/thread.def says what they mean.
ALTER TABLE site ADD COLUMN thread_depth INTEGER NOT NULL DEFAULT 4;
ALTER TABLE site ADD COLUMN thread_size INTEGER NOT NULL DEFAULT 50;
ALTER TABLE site ADD COLUMN thread_sort TEXT NOT NULL DEFAULT 'oldest'
	CHECK (thread_sort IN ('oldest', 'newest', 'liked'));
ALTER TABLE site ADD COLUMN likes TEXT NOT NULL DEFAULT 'off' CHECK (likes IN ('off', 'on'));
