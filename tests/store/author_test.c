/* The laws of include/store/author.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/author.h"

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	scratch_add_site("news", "https://news.example", SITE_POLICY_HOLD);
	return 0;
}

static enum err find(const char *site, const char *fingerprint, size_t length, int64_t *id)
{
	struct author author;
	enum err err = store_author_by_fingerprint(
		scratch.store, site, (struct slice){fingerprint, length}, &scratch.arena, &author);

	if (!err)
		*id = author.id;
	return err;
}

static void an_author_is_found_by_site_and_fingerprint(void **state)
{
	int64_t news = scratch_add_author("news", "author"), id = 0;

	assert_int_equal(find(SCRATCH_SITE, "author", 6, &id), ERR_OK);
	assert_int_equal(id, scratch.author);
	assert_int_equal(find("news", "author", 6, &id), ERR_OK);
	assert_int_equal(id, news);
}

static void who_is_not_there_is_not_found(void **state)
{
	int64_t id = -7;

	assert_int_equal(find("news", "author", 6, &id), ERR_NOT_FOUND);
	assert_int_equal(find(SCRATCH_SITE, "author", 5, &id), ERR_NOT_FOUND);
	assert_int_equal(find(SCRATCH_SITE, "author\0", 7, &id), ERR_NOT_FOUND);
	assert_int_equal(find(SCRATCH_SITE, "", 0, &id), ERR_NOT_FOUND);
	assert_int_equal(id, -7);
}

static void a_fingerprint_may_hold_any_bytes(void **state)
{
	static const char bytes[] = "\0\xff'\0x";
	const struct author author = {
		.id = 7,
		.site = SCRATCH_SITE,
		.fingerprint = {bytes, sizeof(bytes)},
		.key_id = "k",
		.cost = "strong",
		.tag = "t",
	};
	int64_t id = 0;

	assert_int_equal(store_author_insert(scratch.store, &author), ERR_OK);
	assert_int_equal(find(SCRATCH_SITE, bytes, sizeof(bytes), &id), ERR_OK);
	assert_int_equal(id, 7);
	assert_int_equal(store_author_insert(scratch.store, &author), ERR_CONFLICT);
}

static void check_history(int64_t approved, int64_t rejected, int64_t spam)
{
	struct comment item = {0};
	struct author author;
	int64_t id = scratch_add_comment(&(struct scratch_comment){.parent = 0});

	assert_int_equal(store_queue_find(scratch.store, id, &scratch.arena, &item), ERR_OK);
	assert_string_equal(item.author_tag, "abcdefgh");
	assert_int_equal(item.author_approved, approved);
	assert_int_equal(item.author_rejected, rejected);
	assert_int_equal(item.author_spam, spam);
	assert_int_equal(store_author_by_fingerprint(scratch.store, SCRATCH_SITE,
				 (struct slice){"author", 6}, &scratch.arena, &author),
		ERR_OK);
	assert_int_equal(author.approved, approved);
	assert_int_equal(author.rejected, rejected);
	assert_int_equal(author.spam, spam);
}

static void the_history_is_kept_counter_by_counter(void **state)
{
	scratch_add_author(SCRATCH_SITE, "another");
	check_history(0, 0, 0);
	assert_int_equal(store_author_add(scratch.store, scratch.author, 5, 0, 0), ERR_OK);
	assert_int_equal(store_author_add(scratch.store, scratch.author, -1, 3, 0), ERR_OK);
	assert_int_equal(store_author_add(scratch.store, scratch.author, 0, -1, 1), ERR_OK);
	check_history(4, 2, 1);
}

static void standing_is_set_and_listed_by_site(void **state)
{
	const int64_t ids[] = {scratch_add_author(SCRATCH_SITE, "second"),
		scratch_add_author(SCRATCH_SITE, "third"), scratch_add_author("news", "author")};
	struct author author = {
		.standing = AUTHOR_STANDING_BANNED,
		.standing_by = "token:test",
		.standing_note = "Why.",
		.standing_at = SCRATCH_NOW + 1,
	};
	struct author_filter filter = {.site = SCRATCH_SITE,
		.standing = AUTHOR_STANDING_BANNED,
		.before = INT64_MAX,
		.limit = 1};
	struct author *authors;
	size_t count;

	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		author.id = ids[i];
		assert_int_equal(store_author_set_standing(scratch.store, &author), ERR_OK);
	}
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
			store_author_list(scratch.store, &filter, &scratch.arena, &authors, &count),
			ERR_OK);
		assert_int_equal(count, 1);
		assert_int_equal(authors[0].id, ids[i]);
		filter.after = ids[i];
	}
	assert_string_equal(authors[0].standing_by, "token:test");
	assert_string_equal(authors[0].standing_note, "Why.");
	assert_int_equal(authors[0].standing_at, SCRATCH_NOW + 1);
	assert_string_equal(authors[0].tag, "abcdefgh");
	assert_int_equal(
		store_author_list(scratch.store, &filter, &scratch.arena, &authors, &count),
		ERR_OK);
	assert_int_equal(count, 0);
	filter.after = 0;
	filter.last = true;
	filter.limit = 2;
	assert_int_equal(
		store_author_list(scratch.store, &filter, &scratch.arena, &authors, &count),
		ERR_OK);
	assert_int_equal(count, 2);
	assert_int_equal(authors[0].id, ids[0]);
	assert_int_equal(authors[1].id, ids[1]);
	filter.before = ids[1];
	assert_int_equal(
		store_author_list(scratch.store, &filter, &scratch.arena, &authors, &count),
		ERR_OK);
	assert_int_equal(count, 1);
	assert_int_equal(store_author_find(scratch.store, ids[2], &scratch.arena, &author), ERR_OK);
	assert_string_equal(author.site, "news");
	assert_int_equal(author.standing, AUTHOR_STANDING_BANNED);
	author.id = 7;
	assert_int_equal(store_author_set_standing(scratch.store, &author), ERR_NOT_FOUND);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(an_author_is_found_by_site_and_fingerprint),
		LAW(who_is_not_there_is_not_found),
		LAW(a_fingerprint_may_hold_any_bytes),
		LAW(the_history_is_kept_counter_by_counter),
		LAW(standing_is_set_and_listed_by_site),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
