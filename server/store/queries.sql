-- Every statement that the server can run, by name. queries.py turns them into an enum and a
-- table; the functions of this floor name them, and nothing else reaches the database.
--
--   -- name: NAME     begins a statement
--   -- part: NAME     begins a piece that statements include as {NAME}

-- name: newest_id
SELECT coalesce(max(id), 0) AS value FROM (
	SELECT max(id) AS id FROM comment UNION ALL SELECT max(id) FROM decision
	UNION ALL SELECT max(id) FROM page UNION ALL SELECT max(id) FROM author
	UNION ALL SELECT max(id) FROM token UNION ALL SELECT max(id) FROM account
	UNION ALL SELECT max(id) FROM session UNION ALL SELECT max(id) FROM rule
	UNION ALL SELECT max(id) FROM change UNION ALL SELECT max(id) FROM page_alias
	UNION ALL SELECT max(id) FROM report UNION ALL SELECT max(id) FROM reserved_name) AS newest

-- name: facts_find
SELECT (SELECT max(number) FROM migration) AS "schema", (SELECT count(*) FROM site) AS sites,
	(SELECT count(*) FROM page) AS pages, (SELECT count(*) FROM comment) AS comments,
	(SELECT count(*) FROM decision) AS decisions, (SELECT max(id) FROM comment) AS newest_comment,
	(SELECT max(id) FROM decision) AS newest_decision, last
FROM record WHERE id = 1

-- The last time at which the clock was believed (core/expiry.c).

-- name: clock_known
SELECT at AS value FROM heartbeat WHERE id = 1

-- name: clock_set
UPDATE heartbeat SET at = $1 WHERE id = 1

-- SQLite writes nothing where nothing is changed; a millisecond more or less does not matter.

-- name: heartbeat
UPDATE heartbeat SET at = at + CASE at % 2 WHEN 0 THEN 1 ELSE -1 END WHERE id = 1

-- part: site_columns
site.id, site.policy, site.salt, site.created_at, site.version, site.trust_after, site.links,
	site.hold_score, site.spam_score, site.form_min, site.form_max, site.author_rate, site.network_rate,
	site.page_rate, site.site_rate, site.close_after, site.thread_depth, site.thread_size,
	site.thread_sort, site.likes

-- name: site_find
SELECT {site_columns} FROM site WHERE id = $1

-- name: site_by_origin
SELECT {site_columns} FROM site_origin JOIN site ON site.id = site_origin.site
WHERE site_origin.origin = $1

-- name: site_list
SELECT {site_columns} FROM site ORDER BY id

-- name: site_insert
INSERT INTO site (id, salt, created_at) VALUES ($1, $2, $3)

-- The numbers in the order of include/store/policy.def.

-- name: site_set
UPDATE site SET version = version + 1, policy = $2, trust_after = $3, links = $4, hold_score = $5,
	spam_score = $6, form_min = $7, form_max = $8, author_rate = $9, network_rate = $10, page_rate = $11,
	site_rate = $12, close_after = $13
WHERE id = $1

-- In the order of include/store/thread.def.

-- name: site_set_thread
UPDATE site SET thread_depth = $2, thread_size = $3, thread_sort = $4, likes = $5 WHERE id = $1

-- name: site_raise_version
UPDATE site SET version = version + 1 WHERE id = $1

-- name: site_delete
DELETE FROM site WHERE id = $1

-- name: site_pages
SELECT count(*) AS value FROM page WHERE site = $1

-- name: site_count_add
INSERT INTO site_count (site, state, count) VALUES ($1, $2, $3)
ON CONFLICT (site, state) DO UPDATE SET count = site_count.count + excluded.count

-- name: site_pending_list
SELECT site.id AS site, coalesce(site_count.count, 0) AS count
FROM site LEFT JOIN site_count ON site_count.site = site.id AND site_count.state = 'pending'
ORDER BY site.id LIMIT $1

-- name: site_count_list
SELECT state, count FROM site_count WHERE site = $1

-- name: site_count_list_all
SELECT state, count FROM site_count

-- name: day_add
INSERT INTO day_count (day, site, what, made_by, count) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (day, site, what, made_by) DO UPDATE SET count = day_count.count + excluded.count

-- name: day_list
SELECT day, what, made_by AS "by", count FROM day_count
WHERE (site = $1 OR $1 IS NULL) AND day >= $2 ORDER BY day, site, what, made_by

-- name: site_origin_list
SELECT origin FROM site_origin WHERE site = $1 ORDER BY origin

-- name: site_origin_insert
INSERT INTO site_origin (origin, site) VALUES ($1, $2)

-- name: site_origin_delete_all
DELETE FROM site_origin WHERE site = $1

-- part: page_columns
id, site, url, title, state, count, created_at, changed_at

-- An alias goes before a page's own URL: that of a page which was merged into another.

-- name: page_by_url
SELECT {page_columns} FROM page
WHERE id = coalesce((SELECT page_alias.page FROM page_alias WHERE page_alias.url = $1),
	(SELECT own.id FROM page AS own WHERE own.url = $1))

-- part: page_stands
NOT EXISTS (SELECT 1 FROM page_alias WHERE page_alias.url = page.url)

-- name: page_find
SELECT {page_columns} FROM page WHERE id = $1 AND {page_stands}

-- name: page_first
SELECT {page_columns} FROM page
WHERE site = $1 AND id > $2 AND id < $3 AND {page_stands} ORDER BY id LIMIT $4

-- name: page_last
SELECT {page_columns} FROM page
WHERE site = $1 AND id > $2 AND id < $3 AND {page_stands} ORDER BY id DESC LIMIT $4

-- name: page_urls
SELECT url FROM page WHERE id = $1 UNION ALL SELECT url FROM page_alias WHERE page = $1

-- name: page_set_state
UPDATE page SET state = $2 WHERE id = $1

-- name: page_insert
INSERT INTO page (id, site, url, title, state, created_at, changed_at)
VALUES ($1, $2, $3, $4, 'open', $5, $5)

-- name: page_set_title
UPDATE page SET title = $2 WHERE id = $1 AND title IS NULL

-- name: page_set_changed
UPDATE page SET changed_at = $2 WHERE id = $1

-- name: page_changed
SELECT {page_columns} FROM page
WHERE site = $1 AND (changed_at, id) > ($2, $3) AND {page_stands} ORDER BY changed_at, id LIMIT $4

-- name: page_newest_change
SELECT coalesce(max(changed_at), 0) AS value FROM page WHERE site = $1

-- name: page_add_count
UPDATE page SET count = count + $2 WHERE id = $1

-- All comments of a page; of those that wait it is found by walking those of its site.

-- part: page_comments
SELECT id FROM comment WHERE page = $1 AND state <> 'pending'
UNION ALL SELECT id FROM comment WHERE site = $2 AND state = 'pending' AND +page = $1

-- name: page_comment_counts
SELECT state, count(*) AS count FROM comment WHERE page = $1 AND state <> 'pending' GROUP BY state
UNION ALL SELECT 'pending', count(*) FROM comment
WHERE site = $2 AND state = 'pending' AND +page = $1

-- name: page_move_comments
UPDATE comment SET page = $3 WHERE id IN ({page_comments})

-- name: page_set_merged
UPDATE page SET title = $2, count = $3, created_at = $4 WHERE id = $1

-- name: alias_list
SELECT id, url, page, made_by AS "by", created_at FROM page_alias WHERE page = $1 ORDER BY id

-- name: alias_find
SELECT id, url, page, made_by AS "by", created_at FROM page_alias WHERE id = $1

-- name: alias_insert
INSERT INTO page_alias (id, url, page, made_by, created_at) VALUES ($1, $2, $3, $4, $5)

-- name: alias_delete
DELETE FROM page_alias WHERE id = $1

-- name: alias_move
UPDATE page_alias SET page = $2 WHERE page = $1

-- name: author_by_fingerprint
SELECT id, tag, approved, rejected, spam, standing FROM author
WHERE site = $1 AND fingerprint = $2

-- name: author_set_fingerprint
UPDATE author SET fingerprint = $2, key_id = $3 WHERE id = $1

-- name: author_by_tag
SELECT id FROM author WHERE site = $1 AND tag = $2 LIMIT 1

-- part: author_columns
id, site, tag, created_at, approved, rejected, spam, standing, standing_by, standing_note, standing_at

-- name: author_find
SELECT {author_columns} FROM author WHERE id = $1

-- name: author_fingerprint
SELECT fingerprint, cost FROM author WHERE id = $1

-- The second condition is that of the index.

-- part: author_standing
site = $1 AND standing = $2 AND standing <> 'normal' AND id > $3 AND id < $4

-- name: author_first
SELECT {author_columns} FROM author WHERE {author_standing} ORDER BY id LIMIT $5

-- name: author_last
SELECT {author_columns} FROM author WHERE {author_standing} ORDER BY id DESC LIMIT $5

-- name: author_set_standing
UPDATE author SET standing = $2, standing_by = $3, standing_note = $4, standing_at = $5 WHERE id = $1

-- What tells the author apart is random from now on.

-- name: author_erase
UPDATE author SET fingerprint = $2, key_id = '', tag = $3, standing = 'normal', standing_by = NULL,
	standing_note = NULL, standing_at = NULL
WHERE id = $1

-- name: author_erase_note
UPDATE author SET standing_note = NULL WHERE id = $1

-- name: author_insert
INSERT INTO author (id, site, fingerprint, key_id, cost, tag, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: author_add
UPDATE author SET approved = approved + $2, rejected = rejected + $3, spam = spam + $4
WHERE id = $1

-- part: reserved_name_columns
reserved_name.id, reserved_name.site, reserved_name.name, reserved_name.key, reserved_name.author,
	author.tag AS author_tag, reserved_name.made_by AS "by", reserved_name.created_at

-- part: reserved_name_tables
reserved_name LEFT JOIN author ON author.id = reserved_name.author

-- name: reserved_name_list
SELECT {reserved_name_columns} FROM {reserved_name_tables} WHERE reserved_name.site = $1
ORDER BY reserved_name.key, coalesce(reserved_name.author, 0)

-- name: reserved_name_find
SELECT {reserved_name_columns} FROM {reserved_name_tables} WHERE reserved_name.id = $1

-- name: reserved_name_insert
INSERT INTO reserved_name (id, site, name, key, author, made_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: reserved_name_delete
DELETE FROM reserved_name WHERE id = $1

-- The author's names stay reserved, for nobody: as they are already, or from now on.

-- name: reserved_name_delete_doubled
DELETE FROM reserved_name WHERE site = $1 AND author = $2 AND EXISTS (SELECT 1
	FROM reserved_name AS nobodys WHERE nobodys.site = reserved_name.site
	AND nobodys.key = reserved_name.key AND nobodys.author IS NULL)

-- name: reserved_name_unbind
UPDATE reserved_name SET author = NULL WHERE site = $1 AND author = $2

-- As enum name_claim has it.

-- name: name_claim
SELECT coalesce(max(CASE WHEN author = $3 THEN 2 ELSE 1 END), 0) AS value FROM reserved_name
WHERE site = $1 AND key = $2

-- name: comment_insert
INSERT INTO comment (id, site, page, author, parent, root, path, depth, state, shown, revision,
	published, name, website, created_at, badge)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13, $14, $15)

-- name: revision_insert
INSERT INTO revision (comment, number, body, made_by, created_at, seal)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: revision_part
SELECT comment, number, body, made_by AS "by", created_at, seal FROM revision
WHERE (comment, number) > ($1, $2) ORDER BY comment, number LIMIT $3

-- name: revision_seal
UPDATE revision SET seal = $3 WHERE comment = $1 AND number = $2

-- name: revision_list_brief
SELECT comment, number, made_by AS "by", created_at FROM revision WHERE comment = $1 ORDER BY number

-- name: revision_erase
UPDATE revision SET body = $3, seal = $4 WHERE comment = $1 AND number = $2

-- name: revision_count_own
SELECT count(*) AS value FROM revision WHERE comment = $1 AND made_by IS NULL

-- name: revision_list
SELECT number, body, made_by AS "by", created_at FROM revision WHERE comment = $1 ORDER BY number

-- name: hold_reason_insert
INSERT INTO hold_reason (comment, revision, position, "check", score, text, rule)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: hold_reason_copy
INSERT INTO hold_reason (comment, revision, position, "check", score, text, rule)
SELECT comment, revision + 1, position, "check", score, text, rule FROM hold_reason
WHERE comment = $1 AND revision = $2

-- name: hold_reason_list
SELECT "check", score, text, rule FROM hold_reason WHERE comment = $1 AND revision = $2
ORDER BY position

-- name: comment_newest
SELECT comment.id, comment.site, revision.body
FROM comment JOIN revision ON revision.comment = comment.id AND revision.number = comment.revision
ORDER BY comment.id DESC LIMIT $1

-- name: comment_network_insert
INSERT INTO comment_network (comment, tag) VALUES ($1, $2)

-- name: comment_network_purge
DELETE FROM comment_network WHERE comment < $1

-- name: comment_place
SELECT id, site, page, author, parent, root, path, depth, state, shown, revision, published,
	open_reports, likes, created_at,
	CASE WHEN erased_at IS NOT NULL OR EXISTS (SELECT 1 FROM erasure
		WHERE erasure.author = comment.author AND erasure.through >= comment.id)
		THEN 1 ELSE 0 END AS erased
FROM comment WHERE id = $1

-- name: comment_set_state
UPDATE comment SET state = $4, shown = $5, published = $6
WHERE id = $1 AND revision = $2 AND state = $3

-- name: comment_set_revision
UPDATE comment SET revision = revision + 1, edited_at = $3 WHERE id = $1 AND revision = $2

-- name: comment_set_shown
UPDATE comment SET shown = $2 WHERE id = $1

-- name: comment_shown_answers
SELECT count(*) AS value FROM comment WHERE parent = $1 AND shown > 0

-- What readers see of a comment: its published revision, and when that was written if it is not the
-- first. A newer one that waits shows nowhere.

-- part: thread_columns
comment.id, comment.parent, comment.depth, comment.root, comment.path, comment.shown,
	comment.created_at,
	CASE WHEN comment.published > 1 THEN revision.created_at END AS edited_at,
	CASE comment.shown WHEN 1 THEN comment.name END AS name,
	CASE comment.shown WHEN 1 THEN comment.website END AS website,
	CASE comment.shown WHEN 1 THEN comment.badge ELSE 0 END AS badge,
	CASE comment.shown WHEN 1 THEN comment.likes ELSE -1 END AS likes,
	CASE comment.shown WHEN 1 THEN revision.body END AS body,
	CASE comment.shown WHEN 1 THEN comment.author ELSE 0 END AS author,
	revision.number AS text_number, revision.made_by AS text_by, revision.created_at AS text_at,
	revision.seal AS text_seal

-- part: thread_tables
comment
	JOIN revision ON revision.comment = comment.id AND revision.number = comment.published

-- name: thread_oldest
SELECT {thread_columns} FROM {thread_tables}
WHERE comment.page = $1 AND comment.shown > 0 AND (comment.root, comment.path) > ($2, $3)
ORDER BY comment.root, comment.path LIMIT $4

-- name: thread_newest
SELECT {thread_columns} FROM {thread_tables}
WHERE comment.page = $1 AND comment.shown > 0 AND comment.root <= $2
	AND (comment.root < $2 OR comment.path > $3)
ORDER BY comment.root DESC, comment.path LIMIT $4

-- The newest that are shown in full; edited_at is the time of the text that is public.

-- part: shown_columns
comment.id, comment.site, comment.parent, comment.name, comment.website, comment.created_at,
	revision.created_at AS edited_at, revision.body, page.url AS page_url,
	page.title AS page_title,
	revision.number AS text_number, revision.made_by AS text_by, revision.created_at AS text_at,
	revision.seal AS text_seal

-- name: shown_of_site
SELECT {shown_columns} FROM {thread_tables} JOIN page ON page.id = comment.page
WHERE comment.site = $1 AND comment.shown = 1 ORDER BY comment.id DESC LIMIT $2

-- name: shown_of_page
SELECT {shown_columns} FROM {thread_tables} JOIN page ON page.id = comment.page
WHERE comment.page = $1 AND comment.shown = 1 ORDER BY comment.id DESC LIMIT $2

-- The most liked threads first, of those as liked the oldest: what is left of one thread, the threads
-- behind it that are as liked, and those that are less. `top` is the first comment of a thread. The
-- plus keeps what is known of its id out of the second index, which then gives the order.

-- part: thread_tops
comment AS top CROSS JOIN {thread_tables}
WHERE top.page = $1 AND top.shown > 0 AND top.parent IS NULL AND comment.page = top.page
	AND comment.root = +top.id AND comment.shown > 0

-- name: thread_rest
SELECT {thread_columns} FROM {thread_tables}
WHERE comment.page = $1 AND comment.shown > 0 AND comment.root = $2 AND comment.path > $3
ORDER BY comment.path LIMIT $4

-- name: thread_as_liked
SELECT {thread_columns}, top.likes AS root_likes FROM {thread_tops}
	AND top.likes = $2 AND top.id > $3
ORDER BY top.id, comment.path LIMIT $4

-- name: thread_less_liked
SELECT {thread_columns}, top.likes AS root_likes FROM {thread_tops} AND top.likes < $2
ORDER BY top.likes DESC, top.id, comment.path LIMIT $3

-- name: comment_add_likes
UPDATE comment SET likes = likes + $2 WHERE id = $1

-- name: liker_insert
INSERT INTO liker (comment, reader, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: liker_delete
DELETE FROM liker WHERE comment = $1 AND reader = $2

-- name: liker_purge
DELETE FROM liker WHERE created_at < $1

-- name: comment_public
SELECT {thread_columns}, comment.site, page.url AS page_url
FROM {thread_tables} JOIN page ON page.id = comment.page
WHERE comment.id = $1 AND comment.shown = 1

-- part: queue_columns
comment.id, comment.site, comment.parent, comment.depth, comment.name, comment.website,
	comment.state, comment.revision, comment.created_at, comment.edited_at, revision.body,
	page.url AS page_url, page.title AS page_title, comment.author, author.tag AS author_tag,
	author.approved AS author_approved, author.rejected AS author_rejected,
	author.spam AS author_spam, author.standing AS author_standing,
	comment_network.tag AS network, comment.open_reports, comment.badge,
	CASE WHEN comment.erased_at IS NULL THEN 0 ELSE 1 END AS erased,
	CASE comment.shown WHEN 1 THEN comment.published END AS published,
	revision.number AS text_number, revision.made_by AS text_by, revision.created_at AS text_at,
	revision.seal AS text_seal

-- part: queue_tables
comment
	JOIN revision ON revision.comment = comment.id AND revision.number = comment.revision
	JOIN page ON page.id = comment.page
	JOIN author ON author.id = comment.author
	LEFT JOIN comment_network ON comment_network.comment = comment.id

-- name: queue_find
SELECT {queue_columns} FROM {queue_tables} WHERE comment.id = $1

-- name: sibling_list
SELECT {queue_columns} FROM {queue_tables}
WHERE comment.parent = $1 AND comment.id <> $2
ORDER BY comment.id DESC LIMIT $3

-- Lists between two ids: the first of them, or the last. A reason narrows them to what a check has
-- found something in; the walk for it goes along the list itself (store_queue_of_reason).

-- part: queue_reason
(CAST($5 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM hold_reason
	WHERE hold_reason.comment = comment.id AND hold_reason.revision = comment.revision
		AND hold_reason."check" = $5))

-- name: queue_first
SELECT {queue_columns} FROM {queue_tables}
WHERE comment.state = $1 AND comment.id > $2 AND comment.id < $3 AND {queue_reason}
ORDER BY comment.id LIMIT $4

-- name: queue_last
SELECT {queue_columns} FROM {queue_tables}
WHERE comment.state = $1 AND comment.id > $2 AND comment.id < $3 AND {queue_reason}
ORDER BY comment.id DESC LIMIT $4

-- name: queue_site_first
SELECT {queue_columns} FROM {queue_tables}
WHERE comment.state = $1 AND comment.id > $2 AND comment.id < $3 AND comment.site = $6 AND {queue_reason}
ORDER BY comment.id LIMIT $4

-- name: queue_site_last
SELECT {queue_columns} FROM {queue_tables}
WHERE comment.state = $1 AND comment.id > $2 AND comment.id < $3 AND comment.site = $6 AND {queue_reason}
ORDER BY comment.id DESC LIMIT $4

-- name: queue_page_first
SELECT {queue_columns} FROM {queue_tables}
WHERE comment.state = $1 AND comment.id > $2 AND comment.id < $3
	AND comment.site = $6 AND comment.page = $7
	AND comment.state <> 'pending' AND {queue_reason}
ORDER BY comment.id LIMIT $4

-- name: queue_page_last
SELECT {queue_columns} FROM {queue_tables}
WHERE comment.state = $1 AND comment.id > $2 AND comment.id < $3
	AND comment.site = $6 AND comment.page = $7
	AND comment.state <> 'pending' AND {queue_reason}
ORDER BY comment.id DESC LIMIT $4

-- name: queue_author_first
SELECT {queue_columns} FROM {queue_tables}
WHERE comment.state = $1 AND comment.id > $2 AND comment.id < $3
	AND comment.site = $6 AND comment.author = $7
	AND comment.state <> 'pending' AND {queue_reason}
ORDER BY comment.id LIMIT $4

-- name: queue_author_last
SELECT {queue_columns} FROM {queue_tables}
WHERE comment.state = $1 AND comment.id > $2 AND comment.id < $3
	AND comment.site = $6 AND comment.author = $7
	AND comment.state <> 'pending' AND {queue_reason}
ORDER BY comment.id DESC LIMIT $4

-- The pending of a page or of an author: a walk along those of its site. The plus keeps the other
-- index out.

-- name: queue_pending_page_first
SELECT {queue_columns} FROM {queue_tables}
WHERE comment.state = $1 AND comment.id > $2 AND comment.id < $3
	AND comment.site = $6 AND +comment.page = $7 AND {queue_reason}
ORDER BY comment.id LIMIT $4

-- name: queue_pending_page_last
SELECT {queue_columns} FROM {queue_tables}
WHERE comment.state = $1 AND comment.id > $2 AND comment.id < $3
	AND comment.site = $6 AND +comment.page = $7 AND {queue_reason}
ORDER BY comment.id DESC LIMIT $4

-- name: queue_pending_author_first
SELECT {queue_columns} FROM {queue_tables}
WHERE comment.state = $1 AND comment.id > $2 AND comment.id < $3
	AND comment.site = $6 AND +comment.author = $7 AND {queue_reason}
ORDER BY comment.id LIMIT $4

-- name: queue_pending_author_last
SELECT {queue_columns} FROM {queue_tables}
WHERE comment.state = $1 AND comment.id > $2 AND comment.id < $3
	AND comment.site = $6 AND +comment.author = $7 AND {queue_reason}
ORDER BY comment.id DESC LIMIT $4

-- Of those that readers have reported there are few, so all narrowing is done along the way.

-- part: queue_reported
comment.open_reports > 0 AND +comment.state = $1 AND comment.id > $2 AND comment.id < $3
	AND {queue_reason} AND (comment.site = $6 OR $6 IS NULL)
	AND (comment.page = $7 OR $7 IS NULL) AND (comment.author = $8 OR $8 IS NULL)

-- name: queue_reported_first
SELECT {queue_columns} FROM {queue_tables} WHERE {queue_reported}
ORDER BY comment.id LIMIT $4

-- name: queue_reported_last
SELECT {queue_columns} FROM {queue_tables} WHERE {queue_reported}
ORDER BY comment.id DESC LIMIT $4

-- One that waits although it is public stands in the queue.

-- name: reported_count
SELECT count(*) AS value FROM (SELECT 1 FROM comment
	WHERE open_reports > 0 AND +state = 'approved' AND (site = $1 OR $1 IS NULL)
	LIMIT $2) AS reported

-- name: report_insert
INSERT INTO report (id, comment, revision, reason, note, reporter, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (comment, reporter) DO NOTHING

-- part: report_columns
id, revision, reason, note, created_at, closed_by, closed_at

-- name: report_list
SELECT {report_columns} FROM report WHERE comment = $1 ORDER BY id DESC LIMIT $2

-- name: report_list_open
SELECT {report_columns} FROM report WHERE comment = $1 AND closed_at IS NULL
ORDER BY id DESC LIMIT $2

-- name: report_close
UPDATE report SET closed_by = $3, closed_at = $4
WHERE comment = $1 AND id <= $2 AND closed_at IS NULL

-- name: report_purge
UPDATE report SET reporter = NULL WHERE id < $1 AND reporter IS NOT NULL

-- name: comment_count_reports
UPDATE comment SET open_reports = (SELECT count(*) FROM report
	WHERE report.comment = $1 AND report.closed_at IS NULL) WHERE id = $1

-- What lies so far from the beginning of a list.

-- name: queue_edge_first
SELECT id AS value FROM comment WHERE state = $1 AND id > $2 AND id < $3
ORDER BY id LIMIT 1 OFFSET $4

-- name: queue_edge_last
SELECT id AS value FROM comment WHERE state = $1 AND id > $2 AND id < $3
ORDER BY id DESC LIMIT 1 OFFSET $4

-- name: queue_site_edge_first
SELECT id AS value FROM comment WHERE state = $1 AND id > $2 AND id < $3 AND site = $5
ORDER BY id LIMIT 1 OFFSET $4

-- name: queue_site_edge_last
SELECT id AS value FROM comment WHERE state = $1 AND id > $2 AND id < $3 AND site = $5
ORDER BY id DESC LIMIT 1 OFFSET $4

-- part: decision_columns
id, batch, undoes, site, comment, revision, from_state AS "from", to_state AS "to",
	edited, made_by AS "by", reason, note, at, published

-- name: decision_insert
INSERT INTO decision (id, batch, undoes, site, comment, revision, from_state, to_state, made_by,
	reason, note, at, note_seal, seal, edited, published)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)

-- name: decision_sealed
SELECT {decision_columns}, note_seal, seal FROM decision WHERE id > $1 ORDER BY id LIMIT $2

-- name: decision_seal
UPDATE decision SET note_seal = $2, seal = $3 WHERE id = $1

-- name: record_find
SELECT count, last, sealed, seal FROM record WHERE id = 1

-- name: record_set
UPDATE record SET count = $1, last = $2, sealed = $3, seal = $4 WHERE id = 1

-- What the record is narrowed to besides what its index begins with. A name that is null narrows
-- nothing; PostgreSQL learns its type where it stands first.

-- part: decision_span
id > $1 AND id < $2

-- part: decision_narrow
(site = $4 OR $4 IS NULL) AND (made_by = $5 OR $5 IS NULL) AND (from_state = $6 OR $6 IS NULL)
	AND (to_state = $7 OR $7 IS NULL) AND (reason = $8 OR $8 IS NULL)
	AND (comment = $9 OR $9 IS NULL) AND (batch = $10 OR $10 IS NULL)

-- name: decision_first
SELECT {decision_columns} FROM decision
WHERE {decision_span} AND {decision_narrow}
ORDER BY id LIMIT $3

-- name: decision_last
SELECT {decision_columns} FROM decision
WHERE {decision_span} AND {decision_narrow}
ORDER BY id DESC LIMIT $3

-- name: decision_site_first
SELECT {decision_columns} FROM decision
WHERE site = $4 AND {decision_span} AND {decision_narrow}
ORDER BY id LIMIT $3

-- name: decision_site_last
SELECT {decision_columns} FROM decision
WHERE site = $4 AND {decision_span} AND {decision_narrow}
ORDER BY id DESC LIMIT $3

-- name: decision_by_first
SELECT {decision_columns} FROM decision
WHERE made_by = $5 AND {decision_span} AND {decision_narrow}
ORDER BY id LIMIT $3

-- name: decision_by_last
SELECT {decision_columns} FROM decision
WHERE made_by = $5 AND {decision_span} AND {decision_narrow}
ORDER BY id DESC LIMIT $3

-- name: decision_comment_first
SELECT {decision_columns} FROM decision
WHERE comment = $9 AND {decision_span} AND {decision_narrow}
ORDER BY id LIMIT $3

-- name: decision_comment_last
SELECT {decision_columns} FROM decision
WHERE comment = $9 AND {decision_span} AND {decision_narrow}
ORDER BY id DESC LIMIT $3

-- name: decision_batch_first
SELECT {decision_columns} FROM decision
WHERE batch = $10 AND {decision_span} AND {decision_narrow}
ORDER BY id LIMIT $3

-- name: decision_batch_last
SELECT {decision_columns} FROM decision
WHERE batch = $10 AND {decision_span} AND {decision_narrow}
ORDER BY id DESC LIMIT $3

-- How far a part of the record goes that has to look for what it shows: the id so many rows on.
-- The number is small and always the same.

-- name: decision_edge_first
SELECT id AS value FROM decision WHERE {decision_span} ORDER BY id LIMIT 1 OFFSET $3

-- name: decision_edge_last
SELECT id AS value FROM decision WHERE {decision_span} ORDER BY id DESC LIMIT 1 OFFSET $3

-- name: decision_site_edge_first
SELECT id AS value FROM decision WHERE site = $4 AND {decision_span}
ORDER BY id LIMIT 1 OFFSET $3

-- name: decision_site_edge_last
SELECT id AS value FROM decision WHERE site = $4 AND {decision_span}
ORDER BY id DESC LIMIT 1 OFFSET $3

-- name: decision_by_edge_first
SELECT id AS value FROM decision WHERE made_by = $4 AND {decision_span}
ORDER BY id LIMIT 1 OFFSET $3

-- name: decision_by_edge_last
SELECT id AS value FROM decision WHERE made_by = $4 AND {decision_span}
ORDER BY id DESC LIMIT 1 OFFSET $3

-- name: decision_newest
SELECT {decision_columns} FROM decision WHERE comment = $1 ORDER BY id DESC LIMIT 1

-- The one by which the comment is in its state.

-- name: decision_standing
SELECT {decision_columns} FROM decision
WHERE comment = $1 AND from_state <> to_state ORDER BY id DESC LIMIT 1

-- What an author has left, by the newest of it; one who asks again begins again.

-- name: erasure_insert
INSERT INTO erasure (author, through, asked_at, step, after) VALUES ($1, $2, $3, 'deleted', 0)
ON CONFLICT (author) DO UPDATE SET through = excluded.through, step = 'deleted', after = 0

-- part: erasure_columns
erasure.author, erasure.through, erasure.asked_at, erasure.step, erasure.after, author.site

-- The comments of all first: the index and the log are cleaned for several at once.

-- name: erasure_next
SELECT {erasure_columns} FROM erasure CROSS JOIN author WHERE author.id = erasure.author
ORDER BY erasure.step IN ('index', 'merging', 'log'), erasure.author LIMIT 1

-- name: erasure_set
UPDATE erasure SET step = $2, after = $3 WHERE author = $1

-- name: erasure_count
SELECT count(*) AS value FROM erasure WHERE step = $1

-- name: erasure_move
UPDATE erasure SET step = $2 WHERE step = $1

-- name: erasure_wait
INSERT INTO erasure (author, through, asked_at, step, after) VALUES ($1, 0, $2, 'index', 0)
ON CONFLICT (author) DO UPDATE SET step = 'index' WHERE step IN ('merging', 'log')

-- name: erasure_delete
DELETE FROM erasure WHERE step = $1

-- name: ledger_list
SELECT author, through FROM ledger

-- name: ledger_put
INSERT INTO ledger (author, through) VALUES ($1, $2)
ON CONFLICT (author) DO UPDATE SET through = excluded.through

-- What is erased of a comment.

-- name: expiry_through
SELECT coalesce(max(through), 0) AS value FROM expiry WHERE state = $1

-- name: expiry_set
INSERT INTO expiry (state, through) VALUES ($1, $2)
ON CONFLICT (state) DO UPDATE SET through = excluded.through

-- name: comment_erase
UPDATE comment SET name = '', website = NULL, badge = 0, likes = 0, erased_at = $2 WHERE id = $1

-- name: hold_reason_erase
DELETE FROM hold_reason WHERE comment = $1

-- name: decision_erase_notes
UPDATE decision SET note = NULL WHERE comment = $1 AND note IS NOT NULL

-- name: report_erase
UPDATE report SET note = NULL, reporter = NULL WHERE comment = $1

-- name: liker_erase
DELETE FROM liker WHERE comment = $1

-- name: comment_network_erase
DELETE FROM comment_network WHERE comment = $1

-- By the time first, of which there is an index: it is the comment's own.

-- name: idempotency_erase
DELETE FROM idempotency WHERE created_at = $2 AND comment = $1

-- part: rule_columns
id, site, kind, value, action, state, note, made_by AS "by", created_at, changed_at

-- name: rule_find
SELECT {rule_columns} FROM rule WHERE id = $1

-- name: rule_list
SELECT {rule_columns} FROM rule WHERE site = $1 ORDER BY id

-- name: rule_count
SELECT count(*) AS value FROM rule WHERE site = $1 AND kind = $2

-- name: rule_insert
INSERT INTO rule (id, site, kind, value, action, state, note, made_by, created_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)

-- name: rule_set
UPDATE rule SET kind = $2, value = $3, action = $4, state = $5, note = $6, made_by = $7,
	changed_at = $8
WHERE id = $1

-- name: rule_delete
DELETE FROM rule WHERE id = $1

-- part: token_columns
id, name, hash, scope, site, created_at, expires_at, revoked_at, used_at

-- name: token_by_hash
SELECT {token_columns} FROM token WHERE hash = $1

-- name: token_by_name
SELECT {token_columns} FROM token WHERE name = $1

-- name: token_after
SELECT {token_columns} FROM token WHERE id > $1 ORDER BY id LIMIT $2

-- name: token_site_after
SELECT {token_columns} FROM token WHERE id > $1 AND site = $3 ORDER BY id LIMIT $2

-- name: token_insert
INSERT INTO token (id, name, hash, scope, site, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: token_revoke
UPDATE token SET revoked_at = $2 WHERE name = $1 AND revoked_at IS NULL

-- name: token_set_used
UPDATE token SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at < $2)

-- name: idempotency_find
SELECT key, request, comment, state, created_at FROM idempotency WHERE key = $1

-- name: idempotency_insert
INSERT INTO idempotency (key, request, comment, state, created_at) VALUES ($1, $2, $3, $4, $5)

-- name: idempotency_purge
DELETE FROM idempotency WHERE created_at < $1

-- part: account_columns
account.id, account.name, account.password, account.created_at, account.disabled_at,
	second_factor.confirmed_at AS second_factor_at

-- part: account_tables
account LEFT JOIN second_factor ON second_factor.account = account.id

-- name: account_by_name
SELECT {account_columns} FROM {account_tables} WHERE account.name = $1

-- name: account_after
SELECT {account_columns} FROM {account_tables} WHERE account.name > $1
ORDER BY account.name LIMIT $2

-- Those that have a role on the site.

-- name: account_site_after
SELECT {account_columns} FROM {account_tables}
WHERE account.name > $1
	AND EXISTS (SELECT 1 FROM role WHERE role.account = account.id AND role.site = $3)
ORDER BY account.name LIMIT $2

-- name: account_exists
SELECT count(*) AS value FROM (SELECT id FROM account LIMIT 1) AS one

-- Who administers all sites and is not disabled, beside one account.

-- name: account_other_admins
SELECT count(*) AS value FROM role JOIN account ON account.id = role.account
WHERE role.site IS NULL AND role.role = 'admin' AND account.disabled_at IS NULL
	AND account.id <> $1

-- name: account_insert
INSERT INTO account (id, name, password, created_at) VALUES ($1, $2, $3, $4)

-- name: account_set_password
UPDATE account SET password = $2 WHERE id = $1

-- name: account_set_disabled
UPDATE account SET disabled_at = $2 WHERE id = $1

-- name: role_list
SELECT site, role FROM role WHERE account = $1 ORDER BY site

-- name: role_insert
INSERT INTO role (account, site, role) VALUES ($1, $2, $3)

-- name: role_delete
DELETE FROM role WHERE account = $1 AND site = $2

-- name: role_delete_all_sites
DELETE FROM role WHERE account = $1 AND site IS NULL

-- name: session_by_hash
SELECT session.id, session.account, session.created_at, session.seen_at,
	account.name AS account_name, account.disabled_at AS account_disabled_at
FROM session JOIN account ON account.id = session.account
WHERE session.hash = $1

-- name: session_insert
INSERT INTO session (id, hash, account, created_at, seen_at, browser, system)
VALUES ($1, $2, $3, $4, $4, $5, $6)

-- name: session_set_seen
UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $2

-- name: session_list
SELECT id, account, created_at, seen_at, browser, system FROM session
WHERE account = $1 AND created_at > $2 AND seen_at > $3 ORDER BY id

-- name: session_delete
DELETE FROM session WHERE id = $1 AND account = $2

-- name: session_delete_by_hash
DELETE FROM session WHERE hash = $1

-- name: session_delete_others
DELETE FROM session WHERE account = $1 AND id <> $2

-- name: session_purge
DELETE FROM session WHERE created_at < $1

-- name: second_factor_find
SELECT account, secret, confirmed_at, last_step FROM second_factor WHERE account = $1

-- name: second_factor_list
SELECT account, secret, confirmed_at, last_step FROM second_factor ORDER BY account

-- name: second_factor_set_secret
UPDATE second_factor SET secret = $2 WHERE account = $1

-- name: second_factor_begin
INSERT INTO second_factor (account, secret) VALUES ($1, $2)
ON CONFLICT (account) DO UPDATE SET secret = excluded.secret, confirmed_at = NULL, last_step = 0

-- name: second_factor_confirm
UPDATE second_factor SET confirmed_at = $2 WHERE account = $1 AND confirmed_at IS NULL

-- name: second_factor_set_step
UPDATE second_factor SET last_step = $2 WHERE account = $1 AND last_step < $2

-- name: second_factor_delete
DELETE FROM second_factor WHERE account = $1

-- name: recovery_code_insert
INSERT INTO recovery_code (account, hash, key_id) VALUES ($1, $2, $3)

-- name: recovery_code_delete
DELETE FROM recovery_code WHERE account = $1 AND hash = $2

-- name: recovery_code_delete_all
DELETE FROM recovery_code WHERE account = $1

-- Those of a key; the ones from before that was noted are of the first.

-- part: recovery_code_of_key
key_id = $1 OR (key_id IS NULL AND NOT EXISTS (SELECT 1 FROM key AS other
	WHERE (other.since, other.id) < (SELECT own.since, own.id FROM key AS own WHERE own.id = $1)))

-- name: recovery_code_count_key
SELECT count(*) AS value FROM recovery_code WHERE {recovery_code_of_key}

-- name: recovery_code_delete_key
DELETE FROM recovery_code WHERE {recovery_code_of_key}

-- name: recovery_code_count
SELECT count(*) AS value FROM recovery_code WHERE account = $1

-- Keys by which something was made; the newest first.

-- name: key_list
SELECT id, since, retired_at FROM key ORDER BY since DESC, id

-- name: key_authors
SELECT count(*) AS authors, count(*) FILTER (WHERE standing = 'banned') AS banned,
	count(*) FILTER (WHERE standing = 'trusted') AS trusted
FROM author WHERE key_id = $1

-- name: key_put
INSERT INTO key (id, since) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET retired_at = NULL

-- name: key_retire
INSERT INTO key (id, since, retired_at) VALUES ($1, $2, $2)
ON CONFLICT (id) DO UPDATE SET retired_at = excluded.retired_at

-- Comments whose private links were made with it: of the time until the next one came.

-- name: key_comments
SELECT count(*) AS value FROM comment WHERE id >= $1 AND id < $2 AND erased_at IS NULL

-- part: change_columns
id, made_by AS "by", action, subject, site, scope, at

-- name: change_insert
INSERT INTO change (id, made_by, action, subject, site, scope, at)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: change_first
SELECT {change_columns} FROM change WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3

-- name: change_last
SELECT {change_columns} FROM change WHERE id > $1 AND id < $2 ORDER BY id DESC LIMIT $3

-- name: change_site_first
SELECT {change_columns} FROM change WHERE id > $1 AND id < $2 AND site = $4 ORDER BY id LIMIT $3

-- name: change_site_last
SELECT {change_columns} FROM change WHERE id > $1 AND id < $2 AND site = $4
ORDER BY id DESC LIMIT $3

-- What `afterword check` counts, in whole tables: `what` is the row whose `kept` is not `counted`.

-- name: check_site_count
SELECT what, kept, counted
FROM (SELECT site.id || ' ' || states.state AS what, coalesce((SELECT count FROM site_count
		WHERE site_count.site = site.id AND site_count.state = states.state), 0) AS kept,
	(SELECT count(*) FROM comment
		WHERE comment.site = site.id AND comment.state = states.state) AS counted
	FROM site CROSS JOIN (SELECT 'pending' AS state UNION ALL SELECT 'approved'
		UNION ALL SELECT 'rejected' UNION ALL SELECT 'spam'
		UNION ALL SELECT 'deleted') AS states) AS sites
WHERE kept <> counted
LIMIT $1

-- name: check_day_count
SELECT what, kept, counted
FROM (SELECT site.id AS what, coalesce((SELECT sum(count) FROM day_count
		WHERE day_count.site = site.id AND day_count.what <> 'came'), 0) AS kept,
	(SELECT count(*) FROM decision WHERE decision.site = site.id) AS counted FROM site) AS sites
WHERE kept <> counted
LIMIT $1

-- name: check_page_count
SELECT url AS what, count AS kept, counted
FROM (SELECT page.url, page.count, (SELECT count(*) FROM comment
	WHERE comment.page = page.id AND comment.shown > 0 AND comment.shown = 1) AS counted
	FROM page) AS pages
WHERE count <> counted
LIMIT $1

-- name: check_alias
SELECT page_alias.url AS what, 0 AS kept, 1 AS counted
FROM page_alias JOIN page ON page.id = page_alias.page
	JOIN page_alias AS above ON above.url = page.url
UNION ALL SELECT page.url, 0, 1
FROM comment JOIN page ON page.id = comment.page JOIN page_alias ON page_alias.url = page.url
LIMIT $1

-- name: check_reports
SELECT page.url AS what, open_reports AS kept, (SELECT count(*) FROM report
	WHERE report.comment = comment.id AND report.closed_at IS NULL) AS counted
FROM comment JOIN page ON page.id = comment.page
WHERE open_reports <> (SELECT count(*) FROM report
	WHERE report.comment = comment.id AND report.closed_at IS NULL)
LIMIT $1

-- name: check_likes
SELECT page.url AS what, likes AS kept, (SELECT count(*) FROM liker
	WHERE liker.comment = comment.id) AS counted
FROM comment JOIN page ON page.id = comment.page
WHERE likes < (SELECT count(*) FROM liker WHERE liker.comment = comment.id)
LIMIT $1

-- name: check_author
SELECT what, kept, counted
FROM (SELECT author.site || ' ' || author.tag || ' ' || states.state AS what,
	CASE states.state WHEN 'approved' THEN author.approved
		WHEN 'rejected' THEN author.rejected ELSE author.spam END AS kept,
	(SELECT count(*) FROM comment
		WHERE comment.author = author.id AND comment.state = states.state
		AND comment.state <> 'pending') AS counted
	FROM author CROSS JOIN (SELECT 'approved' AS state UNION ALL SELECT 'rejected'
		UNION ALL SELECT 'spam') AS states) AS authors
WHERE kept <> counted
LIMIT $1

-- name: check_revision
SELECT what, kept, 0 AS counted
FROM (SELECT page.url AS what, comment.revision AS kept, EXISTS (SELECT 1 FROM revision
		WHERE revision.comment = comment.id AND revision.number = comment.revision)
	AND (comment.published IS NULL OR EXISTS (SELECT 1 FROM revision
		WHERE revision.comment = comment.id AND revision.number = comment.published))
	AS there
	FROM comment JOIN page ON page.id = comment.page) AS comments
WHERE NOT there
LIMIT $1

-- The search index. Its statements are SQLite's (FTS5); another backend has variants of its own.

-- name: search_mark
SELECT comment AS value FROM search_mark WHERE id = 1

-- name: search_set_mark
UPDATE search_mark SET comment = $1 WHERE id = 1

-- name: search_waiting
SELECT comment.id, comment.name, comment.website, revision.body, page.title AS page_title
FROM comment
	JOIN revision ON revision.comment = comment.id AND revision.number = comment.revision
	JOIN page ON page.id = comment.page
WHERE comment.id > $1 ORDER BY comment.id LIMIT $2

-- name: search_insert_sqlite
INSERT INTO search (rowid, body, name, website, title) VALUES ($1, $2, $3, $4, $5)

-- name: search_delete_sqlite
DELETE FROM search WHERE rowid = $1

-- Merges some pages of the index, so that words of what was deleted are left nowhere: of all of it
-- where the number is negative, and on from there where it is not.

-- name: search_merge_sqlite
INSERT INTO search (search, rank) VALUES ('merge', $1)

-- name: search_set_title_sqlite
UPDATE search SET title = $3 WHERE rowid IN ({page_comments})

-- The words first, whatever the planner thinks of other ways.

-- part: search_narrow
(comment.open_reports > 0 OR $10 = 0) AND search.rowid > $2 AND search.rowid < $3 AND comment.id = search.rowid AND comment.state = $1
	AND (comment.site = $6 OR $6 IS NULL) AND (comment.page = $7 OR $7 IS NULL)
	AND (comment.author = $8 OR $8 IS NULL) AND search MATCH $9 AND {queue_reason}

-- name: search_first_sqlite
SELECT {queue_columns} FROM search CROSS JOIN {queue_tables}
WHERE {search_narrow}
ORDER BY search.rowid LIMIT $4

-- name: search_last_sqlite
SELECT {queue_columns} FROM search CROSS JOIN {queue_tables}
WHERE {search_narrow}
ORDER BY search.rowid DESC LIMIT $4

-- name: search_edge_first_sqlite
SELECT rowid AS value FROM search WHERE search MATCH $1 AND rowid > $2 AND rowid < $3
ORDER BY rowid LIMIT 1 OFFSET $4

-- name: search_edge_last_sqlite
SELECT rowid AS value FROM search WHERE search MATCH $1 AND rowid > $2 AND rowid < $3
ORDER BY rowid DESC LIMIT 1 OFFSET $4

-- The lines of an export (include/store/line.h): rows behind a place, of a site or of all.

-- name: line_site_part
SELECT id, policy, salt AS salt_bytes, created_at, trust_after, links, hold_score, spam_score, form_min,
	form_max, author_rate, network_rate, page_rate, site_rate, close_after, thread_depth, thread_size,
	thread_sort, likes
FROM site WHERE id > $1 AND (id = $2 OR $2 IS NULL) ORDER BY id LIMIT $3

-- name: line_origin_part
SELECT site, origin FROM site_origin
WHERE (site, origin) > ($1, $2) AND (site = $3 OR $3 IS NULL) ORDER BY site, origin LIMIT $4

-- name: line_page_part
SELECT id, site, url, title, state, created_at, changed_at FROM page
WHERE id > $1 AND (site = $2 OR $2 IS NULL) ORDER BY id LIMIT $3

-- name: line_alias_part
SELECT id, url, page, made_by AS "by", created_at FROM page_alias
WHERE id > $1 AND ($2 IS NULL
	OR EXISTS (SELECT 1 FROM page WHERE page.id = page_alias.page AND page.site = $2))
ORDER BY id LIMIT $3

-- name: line_author_part
SELECT id, site, created_at, standing, standing_by, standing_note, standing_at, key_id AS "key", cost,
	tag, fingerprint AS print
FROM author WHERE id > $1 AND (site = $2 OR $2 IS NULL) ORDER BY id LIMIT $3

-- name: line_name_part
SELECT id, site, name, author, made_by AS "by", created_at FROM reserved_name
WHERE id > $1 AND (site = $2 OR $2 IS NULL) ORDER BY id LIMIT $3

-- A tag stays behind: it is made of the fingerprint, or of a network.

-- name: line_rule_part
SELECT rule.id, rule.site, rule.kind AS looks_at, CASE WHEN rule.kind <> 'author' THEN rule.value END AS value,
	author.id AS author, rule.action, rule.state, rule.note, rule.made_by AS "by", rule.created_at,
	rule.changed_at
FROM rule LEFT JOIN author ON rule.kind = 'author' AND author.id = (SELECT min(own.id)
	FROM author AS own WHERE own.site = rule.site AND own.tag = rule.value)
WHERE rule.id > $1 AND (rule.site = $2 OR $2 IS NULL) AND rule.kind <> 'network'
	AND (rule.kind <> 'author' OR author.id IS NOT NULL)
ORDER BY rule.id LIMIT $3

-- name: line_comment_part
SELECT id, page, author, parent, state, shown, revision, published, name, website, badge, likes,
	created_at, edited_at, erased_at
FROM comment WHERE id > $1 AND (site = $2 OR $2 IS NULL) ORDER BY id LIMIT $3

-- name: line_revision_part
SELECT comment, number, body, made_by AS "by", created_at, seal FROM revision
WHERE (comment, number) > ($1, $2) AND ($3 IS NULL
	OR EXISTS (SELECT 1 FROM comment WHERE comment.id = revision.comment AND comment.site = $3))
ORDER BY comment, number LIMIT $4

-- name: line_reason_part
SELECT comment, revision, position, "check", score, text, rule FROM hold_reason
WHERE (comment, revision, position) > ($1, $2, $3) AND ($4 IS NULL
	OR EXISTS (SELECT 1 FROM comment WHERE comment.id = hold_reason.comment AND comment.site = $4))
ORDER BY comment, revision, position LIMIT $5

-- name: line_report_part
SELECT id, comment, revision, reason, note, created_at, closed_by, closed_at FROM report
WHERE id > $1 AND ($2 IS NULL
	OR EXISTS (SELECT 1 FROM comment WHERE comment.id = report.comment AND comment.site = $2))
ORDER BY id LIMIT $3

-- name: line_decision_part
SELECT id, batch, undoes, comment, revision, from_state AS "from", to_state AS "to", edited, published,
	made_by AS "by", reason, note, at
FROM decision WHERE id > $1 AND (site = $2 OR $2 IS NULL) ORDER BY id LIMIT $3

-- name: line_erased_part
SELECT ledger.author, ledger.through FROM ledger
WHERE ledger.author > $1 AND EXISTS (SELECT 1 FROM author
	WHERE author.id = ledger.author AND (author.site = $2 OR $2 IS NULL))
ORDER BY ledger.author LIMIT $3

-- name: line_count
SELECT (SELECT count(*) FROM comment) + (SELECT count(*) FROM revision)
	+ (SELECT count(*) FROM decision) + (SELECT count(*) FROM author) AS value

-- And back: what is counted or made from other rows comes last. A site on which nobody has written
-- yet is taken over.

-- name: line_site_put
INSERT INTO site (id, policy, salt, created_at, trust_after, links, hold_score, spam_score, form_min,
	form_max, author_rate, network_rate, page_rate, site_rate, close_after, thread_depth, thread_size,
	thread_sort, likes, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
ON CONFLICT (id) DO UPDATE SET policy = excluded.policy, salt = excluded.salt,
	created_at = excluded.created_at, trust_after = excluded.trust_after, links = excluded.links,
	hold_score = excluded.hold_score, spam_score = excluded.spam_score, form_min = excluded.form_min,
	form_max = excluded.form_max, author_rate = excluded.author_rate,
	network_rate = excluded.network_rate, page_rate = excluded.page_rate, site_rate = excluded.site_rate,
	close_after = excluded.close_after, thread_depth = excluded.thread_depth,
	thread_size = excluded.thread_size, thread_sort = excluded.thread_sort, likes = excluded.likes,
	version = excluded.version
WHERE NOT EXISTS (SELECT 1 FROM page WHERE page.site = excluded.id)

-- name: line_origin_put
INSERT INTO site_origin (origin, site) VALUES ($1, $2)
ON CONFLICT (origin) DO UPDATE SET site = excluded.site WHERE site_origin.site = excluded.site

-- name: line_page_put
INSERT INTO page (id, site, url, title, state, created_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: line_author_put
INSERT INTO author (id, site, fingerprint, key_id, cost, tag, created_at, standing, standing_by,
	standing_note, standing_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: line_rule_put
INSERT INTO rule (id, site, kind, value, action, state, note, made_by, created_at, changed_at)
SELECT $1, $2, $3, coalesce($4, (SELECT tag FROM author WHERE id = $5)), $6, $7, $8, $9, $10, $11

-- name: line_comment_put
INSERT INTO comment (id, site, page, author, parent, root, path, depth, state, shown, revision,
	published, name, website, badge, likes, created_at, edited_at, erased_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)

-- name: line_report_put
INSERT INTO report (id, comment, revision, reason, note, created_at, closed_by, closed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: line_ground
SELECT page.site, author.site AS author_site, parent.page AS parent_page, parent.root, parent.depth,
	parent.path
FROM (SELECT 1 AS one) AS one LEFT JOIN page ON page.id = $1 LEFT JOIN author ON author.id = $2
	LEFT JOIN comment AS parent ON parent.id = $3

-- name: line_home_page
SELECT site, 0 AS revision FROM page WHERE id = $1

-- name: line_home_author
SELECT site, 0 AS revision FROM author WHERE id = $1

-- name: line_home_comment
SELECT site, revision FROM comment WHERE id = $1

-- name: line_home_decision
SELECT site, 0 AS revision FROM decision WHERE id = $1

-- What cannot be, of a site.

-- name: line_flaw_revisions
SELECT id FROM comment WHERE site = $1 AND (revision <> (SELECT count(*) FROM revision
		WHERE revision.comment = comment.id AND revision.number <= comment.revision)
	OR EXISTS (SELECT 1 FROM revision
		WHERE revision.comment = comment.id AND revision.number > comment.revision))
ORDER BY id LIMIT $2

-- name: line_flaw_erased
SELECT id FROM comment WHERE site = $1 AND erased_at IS NOT NULL AND (name <> ''
	OR website IS NOT NULL OR state <> 'deleted'
	OR EXISTS (SELECT 1 FROM revision WHERE revision.comment = comment.id AND body <> ''))
ORDER BY id LIMIT $2

-- name: line_flaw_hidden
SELECT comment.id FROM comment JOIN comment AS parent ON parent.id = comment.parent
WHERE comment.site = $1 AND comment.shown > 0 AND parent.shown = 0 ORDER BY comment.id LIMIT $2

-- name: line_flaw_tombstone
SELECT id FROM comment WHERE site = $1 AND shown = 2 AND NOT EXISTS (SELECT 1
	FROM comment AS answer WHERE answer.parent = comment.id AND answer.shown > 0)
ORDER BY id LIMIT $2

-- name: line_flaw_alias
SELECT page.id FROM page JOIN page_alias AS above ON above.url = page.url
WHERE page.site = $1 AND (EXISTS (SELECT 1 FROM page_alias WHERE page_alias.page = page.id)
	OR EXISTS (SELECT 1 FROM comment WHERE comment.page = page.id))
ORDER BY page.id LIMIT $2

-- What is counted, of a site that has none of it yet.

-- name: line_settle_pages
UPDATE page SET count = (SELECT count(*) FROM comment WHERE comment.page = page.id
	AND comment.shown = 1)
WHERE site = $1

-- name: line_settle_authors
UPDATE author SET approved = counts.approved, rejected = counts.rejected, spam = counts.spam
FROM (SELECT author, sum(CASE state WHEN 'approved' THEN 1 ELSE 0 END) AS approved,
		sum(CASE state WHEN 'rejected' THEN 1 ELSE 0 END) AS rejected,
		sum(CASE state WHEN 'spam' THEN 1 ELSE 0 END) AS spam
	FROM comment WHERE site = $1 AND state <> 'pending' GROUP BY author) AS counts
WHERE author.id = counts.author

-- name: line_settle_site
INSERT INTO site_count (site, state, count)
SELECT site, state, count(*) FROM comment WHERE site = $1 GROUP BY site, state

-- name: line_settle_reports
UPDATE comment SET open_reports = (SELECT count(*) FROM report
	WHERE report.comment = comment.id AND report.closed_at IS NULL)
WHERE id IN (SELECT comment FROM report WHERE closed_at IS NULL) AND site = $1

-- name: line_of_site
SELECT id FROM comment WHERE site = $1 AND id > $2 AND id <= $3 ORDER BY id LIMIT $4
