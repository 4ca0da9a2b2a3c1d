-- What is public, newest first, for feeds; and when what readers see of a page was changed last, which
-- only ever grows, also among the pages of a site.
CREATE INDEX comment_shown_site ON comment (site, id) WHERE shown = 1;
CREATE INDEX comment_shown_page ON comment (page, id) WHERE shown = 1;

ALTER TABLE page ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
UPDATE page SET changed_at = created_at;
CREATE INDEX page_changed ON page (site, changed_at);
