/* The laws of include/store/line.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/line.h"

/*
 * What becomes of each column: it travels, or it is known to stay. A new column fails here until
 * somebody has decided.
 */
static const struct {
	const char *table, *travels, *stays;
} tables[] = {
	{"account", "", "id name password created_at disabled_at"},
	{"author",
		"id site created_at standing standing_by standing_note standing_at "
		/* with fingerprints */
		"fingerprint key_id cost tag",
		"approved rejected spam"},
	{"change", "", "id made_by action subject site scope at"},
	{"comment",
		"id page author parent state shown revision published name website badge likes "
		"created_at edited_at erased_at",
		"site root path depth open_reports"},
	{"comment_network", "", "comment tag"},
	{"day_count", "", "day site what made_by count"},
	{"decision",
		"id batch undoes comment revision from_state to_state edited published made_by "
		"reason note at",
		"site note_seal seal"},
	{"erasure", "", "author through asked_at step after"},
	{"expiry", "", "state through"},
	{"heartbeat", "", "id at"},
	{"hold_reason", "comment revision position check score text rule", ""},
	{"idempotency", "", "key request comment state created_at"},
	{"key", "", "id since retired_at"},
	{"ledger", "author through", ""},
	{"liker", "", "comment reader created_at"},
	{"migration", "", "number name checksum applied_at"},
	{"page", "id site url title state created_at changed_at", "count"},
	{"page_alias", "id url page made_by created_at", ""},
	{"record", "", "id count last sealed seal"},
	{"recovery_code", "", "account hash key_id"},
	{"report", "id comment revision reason note created_at closed_by closed_at", "reporter"},
	{"reserved_name", "id site name author made_by created_at", "key"},
	{"revision", "comment number body made_by created_at", "seal"},
	{"role", "", "account site role"},
	{"rule", "id site kind value action state note made_by created_at changed_at", ""},
	{"search_mark", "", "id comment"},
	{"second_factor", "", "account secret confirmed_at last_step"},
	{"session", "", "id hash account created_at seen_at browser system"},
	{"site",
		"id policy created_at trust_after links hold_score spam_score form_min form_max "
		"author_rate network_rate page_rate site_rate close_after thread_depth "
		"thread_size thread_sort likes "
		/* with fingerprints */
		"salt",
		"version"},
	{"site_count", "", "site state count"},
	{"site_origin", "origin site", ""},
	{"token", "", "id name hash scope site created_at expires_at revoked_at used_at"},
};

static void of_each_column_it_is_known_whether_it_travels(void **state)
{
	char sql[1024];

	assert_int_equal(ARRAY_SIZE(tables),
		scratch_sql("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT "
			    "LIKE 'search%' OR name = 'search_mark'"));
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		snprintf(sql, sizeof(sql),
			"SELECT count(*) FROM pragma_table_info('%s') WHERE instr(' %s %s ', "
			"' ' || name || ' ') = 0",
			tables[i].table, tables[i].travels, tables[i].stays);
		if (scratch_sql(sql))
			print_message("%s has a column that is not known\n", tables[i].table);
		assert_int_equal(scratch_sql(sql), 0);
	}
}

/* All rows of a kind, counted, part by part. */
static size_t count_of(enum line_kind kind, const char *site)
{
	struct line_place place = {0};
	size_t all = 0, count = LINE_PART;

	while (count == LINE_PART) {
		void *rows;

		assert_int_equal(store_line_part(scratch.store, kind, site, &place, &scratch.arena,
					 &rows, &count),
			ERR_OK);
		all += count;
	}
	return all;
}

static void rows_come_in_parts_of_one_site_or_of_all(void **state)
{
	int64_t page, author;

	scratch_populate();
	scratch_add_site("other", "https://other.example", SITE_POLICY_HOLD);
	page = scratch_add_page("other", "https://other.example/a");
	author = scratch_add_author("other", "another");
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	for (int i = 0; i < LINE_PART; i++)
		scratch_add_comment(&(struct scratch_comment){.state = COMMENT_STATE_PENDING});
	for (int i = 0; i < 3; i++)
		scratch_add_comment(
			&(struct scratch_comment){.page = page, .site = "other", .author = author});
	assert_int_equal(store_commit(scratch.store), ERR_OK);
	assert_int_equal(count_of(LINE_SITE, NULL), 2);
	assert_int_equal(count_of(LINE_SITE, "other"), 1);
	assert_int_equal(count_of(LINE_ORIGIN, NULL), 2);
	assert_int_equal(count_of(LINE_ORIGIN, "other"), 1);
	assert_int_equal(count_of(LINE_COMMENT, NULL), LINE_PART + 3);
	assert_int_equal(count_of(LINE_COMMENT, "other"), 3);
	assert_int_equal(count_of(LINE_COMMENT, SCRATCH_SITE), LINE_PART);
	assert_int_equal(count_of(LINE_AUTHOR, "other"), 1);
	assert_int_equal(count_of(LINE_PAGE, "none"), 0);
	assert_int_equal(count_of(LINE_REVISION, NULL), count_of(LINE_COMMENT, NULL));
	assert_int_equal(count_of(LINE_REVISION, "other"), 3);
}

static enum err put_page(int64_t id, const char *url)
{
	const struct page page = {.id = id,
		.site = SCRATCH_SITE,
		.url = url,
		.created_at = SCRATCH_NOW,
		.changed_at = SCRATCH_NOW};

	return store_line_put(scratch.store, LINE_PAGE, &page);
}

static void what_is_there_already_is_a_conflict_and_the_rest_goes_on(void **state)
{
	int64_t id;

	scratch_populate();
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	id = store_new_id(scratch.store, SCRATCH_NOW);
	assert_int_equal(put_page(scratch.page, "https://example.org/b"), ERR_CONFLICT);
	assert_int_equal(put_page(id, SCRATCH_URL), ERR_CONFLICT);
	assert_int_equal(put_page(id, "https://example.org/b"), ERR_OK);
	assert_int_equal(store_commit(scratch.store), ERR_OK);
	assert_int_equal(count_of(LINE_PAGE, NULL), 2);
}

static void ids_that_came_are_followed(void **state)
{
	int64_t far = id_at(SCRATCH_NOW + 1000 * 1000);

	scratch_populate();
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	assert_int_equal(put_page(far, "https://example.org/far"), ERR_OK);
	assert_int_equal(store_ids_follow(scratch.store), ERR_OK);
	assert_true(store_new_id(scratch.store, SCRATCH_NOW) > far);
	assert_int_equal(store_commit(scratch.store), ERR_OK);
}

static size_t flaws(enum line_flaw flaw)
{
	int64_t *ids;
	size_t count;

	assert_int_equal(store_line_flaws(scratch.store, flaw, SCRATCH_SITE, 10, &scratch.arena,
				 &ids, &count),
		ERR_OK);
	return count;
}

static void what_cannot_be_is_found(void **state)
{
	int64_t parent, hidden;
	char sql[200];

	scratch_populate();
	parent = scratch_add_comment(&(struct scratch_comment){
		.state = COMMENT_STATE_APPROVED, .shown = COMMENT_SHOWN_FULL});
	scratch_add_comment(&(struct scratch_comment){
		.parent = parent, .state = COMMENT_STATE_APPROVED, .shown = COMMENT_SHOWN_FULL});
	hidden = scratch_add_comment(&(struct scratch_comment){.state = COMMENT_STATE_SPAM});
	for (int flaw = 0; flaw < LINE_FLAW__MAX; flaw++)
		assert_int_equal(flaws((enum line_flaw)flaw), 0);
	snprintf(sql, sizeof(sql), "UPDATE comment SET shown = 0 WHERE id = %lld",
		(long long)parent);
	scratch_sql(sql);
	assert_int_equal(flaws(LINE_FLAW_HIDDEN), 1);
	snprintf(sql, sizeof(sql), "UPDATE comment SET shown = 2, erased_at = 1 WHERE id = %lld",
		(long long)hidden);
	scratch_sql(sql);
	assert_int_equal(flaws(LINE_FLAW_TOMBSTONE), 1);
	assert_int_equal(flaws(LINE_FLAW_ERASED), 1);
	scratch_sql("UPDATE comment SET revision = 2");
	assert_int_equal(flaws(LINE_FLAW_REVISIONS), 3);
	snprintf(sql, sizeof(sql),
		"INSERT INTO page_alias VALUES (1, '" SCRATCH_URL "', %lld, 'account:a', 1)",
		(long long)scratch_add_page(SCRATCH_SITE, "https://example.org/new"));
	scratch_sql(sql);
	assert_int_equal(flaws(LINE_FLAW_ALIAS), 1);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, scratch_start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(of_each_column_it_is_known_whether_it_travels),
		LAW(rows_come_in_parts_of_one_site_or_of_all),
		LAW(what_is_there_already_is_a_conflict_and_the_rest_goes_on),
		LAW(ids_that_came_are_followed),
		LAW(what_cannot_be_is_found),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
