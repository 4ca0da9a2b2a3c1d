/* The laws of include/core/comment.h, on a real store: what readers leave, and what becomes of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../store/scratch.h"
#include "core/comment.h"
#include "fixed_keys.h"

static const struct comment_input good = {
	.page = SCRATCH_URL,
	.name = "Anna",
	.email = "anna@example.org",
	.body = "A *body*.",
};

static const struct settings settings = {.fingerprint_cost = FINGERPRINT_COST_KEYED};
static struct service service;

static int start(void **state)
{
	service = (struct service){
		.settings = &settings,
		.keys = fixed_keys[0],
		.recent = recent_create(),
	};
	if (scratch_start(state) || pool_create(scratch.path, &service.pool))
		return -1;
	service.sites = sites_create(service.pool);
	service.rulebook = rulebook_create(service.pool);
	scratch_add_site("blog", SCRATCH_ORIGIN, SITE_POLICY_HOLD);
	scratch_add_site("open", "https://open.example", SITE_POLICY_PUBLISH);
	return !service.sites || !service.rulebook || !service.recent;
}

static int stop(void **state)
{
	recent_destroy(service.recent);
	rulebook_destroy(service.rulebook);
	sites_destroy(service.sites);
	pool_destroy(service.pool);
	return scratch_stop(state);
}

static enum err read_input(const struct comment_input *input, struct submission *submission)
{
	*submission = (struct submission){.id = 0};
	scratch.fault = FAULT_NONE;
	return submission_init(&service, input, NULL, &scratch.arena, &scratch.fault, submission);
}

/* From what was typed into the store. */
static enum err submit_as(
	const struct comment_input *input, const char *key, struct submission *submission)
{
	int64_t changes = store_changes(scratch.store);
	enum err err = read_input(input, submission);

	submission->idempotency_key = key;
	if (!err)
		err = submission_fingerprint(&service, submission, &scratch.fault);
	if (!err)
		err = submission_check(&service, submission, &scratch.arena, &scratch.fault);
	if (!err)
		err = submission_store(scratch.store, &service, SCRATCH_NOW, &scratch.arena,
			&scratch.fault, submission);
	/* the writer has nothing to take back */
	if (err)
		assert_int_equal(store_changes(scratch.store), changes);
	return err;
}

static struct submission submit(const struct comment_input *input)
{
	struct submission submission;

	if (submit_as(input, NULL, &submission))
		fail_msg("refused: %s", scratch.fault.count ? scratch.fault.fields[0].detail
							    : scratch.fault.detail);
	return submission;
}

static char *id_text(int64_t id)
{
	char *text = arena_alloc(&scratch.arena, ID_SIZE);

	assert_non_null(text);
	id_format(id, text);
	return text;
}

static int64_t rows_of(const char *table)
{
	char *sql = arena_format(&scratch.arena, "SELECT count(*) FROM %s", table);

	assert_non_null(sql);
	return scratch_sql(sql);
}

static struct page page_now(const char *url)
{
	struct page page = {0};

	assert_int_equal(store_page_by_url(scratch.store, url, &scratch.arena, &page), ERR_OK);
	return page;
}

static void every_mistake_is_told_at_once(void **state)
{
	static const struct comment_input input = {
		.page = "ftp://x", .parent = "x", .email = "x", .website = "x:", .body = " "};
	static const struct {
		const char *field;
		const char *code;
	} rows[] = {{"page", "scheme"}, {"parent", "not_an_id"}, {"email", "not_an_address"},
		{"website", "scheme"}, {"body", "required"}, {"name", "required"}};
	struct submission submission;

	assert_int_equal(read_input(&input, &submission), ERR_INVALID_INPUT);
	assert_int_equal(scratch.fault.count, ARRAY_SIZE(rows));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_non_null(fault_find(&scratch.fault, rows[i].field));
		assert_string_equal(fault_find(&scratch.fault, rows[i].field)->code, rows[i].code);
	}
}

static void nothing_typed_is_every_required_field(void **state)
{
	static const char *const required[] = {"page", "name", "email", "body"};
	static const struct comment_input input;
	struct submission submission;

	assert_int_equal(read_input(&input, &submission), ERR_INVALID_INPUT);
	assert_int_equal(scratch.fault.count, ARRAY_SIZE(required));
	for (size_t i = 0; i < ARRAY_SIZE(required); i++)
		assert_string_equal(fault_find(&scratch.fault, required[i])->code, "required");
}

static void a_page_of_no_site_is_refused(void **state)
{
	struct comment_input input = good;
	struct submission submission;

	input.page = "https://elsewhere.example/";
	assert_int_equal(read_input(&input, &submission), ERR_INVALID_INPUT);
	assert_string_equal(fault_find(&scratch.fault, "page")->code, "unknown_site");
}

static void an_empty_parent_is_none(void **state)
{
	struct comment_input input = good;
	struct submission submission;

	input.parent = "";
	assert_int_equal(read_input(&input, &submission), ERR_OK);
	assert_int_equal(submission.parent, 0);
}

static void the_address_is_gone_once_there_is_a_fingerprint(void **state)
{
	struct submission submission;

	assert_int_equal(read_input(&good, &submission), ERR_OK);
	assert_string_equal(submission.address, good.email);
	assert_int_equal(submission_fingerprint(&service, &submission, &scratch.fault), ERR_OK);
	for (size_t i = 0; i < strlen(good.email); i++)
		assert_int_equal(submission.address[i], 0);
}

/* Whether the database or its log holds the bytes. */
static bool database_holds(const char *suffix, const char *text)
{
	char path[80];
	char *bytes;
	FILE *file;
	bool found;
	long size;

	snprintf(path, sizeof(path), "%s%s", scratch.path, suffix);
	file = fopen(path, "rb");
	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	rewind(file);
	bytes = malloc((size_t)size + 1);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, (size_t)size, file), size);
	fclose(file);
	found = memmem(bytes, (size_t)size, text, strlen(text)) != NULL;
	free(bytes);
	return found;
}

/* Promise 1: neither the file nor its log holds the address, or what it is made of. */
static void the_address_is_nowhere_in_the_database(void **state)
{
	struct comment_input input = good;

	input.email = "Very.Own.Mailbox@mail.example";
	submit(&input);
	assert_true(database_holds("-wal", good.body));
	assert_false(database_holds("-wal", "own.mailbox"));
	assert_false(database_holds("-wal", "Own.Mailbox"));
	assert_false(database_holds("-wal", "mail.example"));
	assert_int_equal(store_checkpoint(scratch.store), ERR_OK);
	assert_true(database_holds("", good.body));
	assert_false(database_holds("", "own.mailbox"));
	assert_false(database_holds("", "Own.Mailbox"));
	assert_false(database_holds("", "mail.example"));
}

static void a_held_comment_waits_and_says_why(void **state)
{
	struct submission submission = submit(&good);
	struct comment item = {0};
	struct hold_reason *reasons;
	size_t count;

	assert_int_equal(submission.state, COMMENT_STATE_PENDING);
	assert_int_equal(
		store_queue_find(scratch.store, submission.id, &scratch.arena, &item), ERR_OK);
	assert_int_equal(item.state, COMMENT_STATE_PENDING);
	assert_string_equal(item.name, "Anna");
	assert_null(item.website);
	assert_string_equal(item.body, good.body);
	assert_string_equal(item.page_url, good.page);
	assert_int_equal(scratch_place(submission.id).shown, COMMENT_SHOWN_NOT);
	assert_int_equal(scratch_place(submission.id).published, 0);
	assert_int_equal(page_now(good.page).count, 0);
	assert_int_equal(store_hold_reason_list(
				 scratch.store, submission.id, 1, &scratch.arena, &reasons, &count),
		ERR_OK);
	assert_int_equal(count, 1);
	assert_string_equal(reasons[0].check, "policy");
	assert_int_equal(rows_of("decision"), 0);
}

static void a_site_that_publishes_decides_by_its_policy(void **state)
{
	struct comment_input input = good;
	struct submission submission;

	input.page = "https://open.example/article";
	submission = submit(&input);
	assert_int_equal(submission.state, COMMENT_STATE_APPROVED);
	assert_int_not_equal(submission.changed_page, 0);
	assert_int_equal(scratch_place(submission.id).shown, COMMENT_SHOWN_FULL);
	assert_int_equal(scratch_place(submission.id).published, 1);
	assert_int_equal(page_now(input.page).count, 1);
	assert_int_equal(rows_of("decision WHERE made_by = 'policy' AND from_state = 'pending' "
				 "AND to_state = 'approved'"),
		1);
	assert_int_equal(rows_of("hold_reason"), 0);
}

/* The policy as it is now, not as it was when the request came. */
static void the_policy_may_change_on_the_way(void **state)
{
	struct submission ignored;

	/* so that the site is in memory */
	assert_int_equal(read_input(&good, &ignored), ERR_OK);
	scratch_set_policy("blog", SITE_POLICY_PUBLISH);
	assert_int_equal(submit(&good).state, COMMENT_STATE_APPROVED);
	scratch_set_policy("blog", SITE_POLICY_HOLD);
	assert_int_equal(submit(&good).state, COMMENT_STATE_PENDING);
}

static void one_address_is_one_author_of_a_site(void **state)
{
	struct comment_input input = good;

	submit(&input);
	input.email = " ANNA@Example.org ";
	input.name = "Somebody";
	submit(&input);
	assert_int_equal(rows_of("author"), 1);
	input.email = "bert@example.org";
	submit(&input);
	assert_int_equal(rows_of("author"), 2);
	input.email = good.email;
	input.page = "https://open.example/article";
	submit(&input);
	assert_int_equal(rows_of("author"), 3);
	assert_int_equal(scratch_sql("SELECT count(DISTINCT fingerprint) FROM author"), 3);
}

static void a_page_is_made_once_and_keeps_its_first_title(void **state)
{
	struct comment_input input = good;
	struct submission submission = submit(&input);

	assert_int_not_equal(submission.changed_page, 0);
	assert_null(page_now(good.page).title);
	assert_int_equal(submit(&input).changed_page, 0);
	input.title = "First";
	assert_int_not_equal(submit(&input).changed_page, 0);
	input.title = "Second";
	assert_int_equal(submit(&input).changed_page, 0);
	assert_string_equal(page_now(good.page).title, "First");
	assert_int_equal(rows_of("page"), 1);
	input.page = SCRATCH_URL "#comments";
	submit(&input);
	assert_int_equal(rows_of("page"), 1);
}

static void a_closed_page_takes_nothing(void **state)
{
	struct submission submission;

	submit(&good);
	scratch_sql("UPDATE page SET state = 'closed'");
	assert_int_equal(submit_as(&good, NULL, &submission), ERR_PAGE_CLOSED);
	assert_int_equal(rows_of("comment"), 1);
}

static void check_parent(int64_t parent, const char *page, const char *code)
{
	struct comment_input input = good;
	struct submission submission;

	input.page = page;
	input.parent = id_text(parent);
	assert_int_equal(submit_as(&input, NULL, &submission), ERR_INVALID_INPUT);
	assert_string_equal(fault_find(&scratch.fault, "parent")->code, code);
}

static void only_what_is_public_on_the_page_can_be_answered(void **state)
{
	struct comment_input input = good;
	int64_t pending = submit(&good).id, public;

	input.page = "https://open.example/article";
	public = submit(&input).id;
	check_parent(pending, good.page, "not_public");
	check_parent(public, good.page, "unknown");
	check_parent(public, "https://open.example/other", "unknown");
	check_parent(public + 1, input.page, "unknown");
	input.parent = id_text(public);
	assert_int_equal(scratch_place(submit(&input).id).parent, public);
}

static void check_below(const struct comment *comment, const struct comment *parent)
{
	assert_int_equal(comment->parent, parent->id);
	assert_int_equal(comment->root, parent->root);
	assert_int_equal(comment->depth, parent->depth + 1);
	assert_int_equal(comment->path.length, parent->path.length + 8);
	assert_memory_equal(comment->path.at, parent->path.at, parent->path.length);
}

static void check_beside(const struct comment *comment, const struct comment *parent)
{
	assert_int_equal(comment->parent, parent->id);
	assert_int_equal(comment->root, parent->root);
	assert_int_equal(comment->depth, parent->depth);
	assert_int_equal(comment->path.length, parent->path.length);
	assert_memory_equal(comment->path.at, parent->path.at, parent->path.length - 8);
	assert_true(memcmp(comment->path.at, parent->path.at, parent->path.length) > 0);
}

static void an_answer_stands_below_its_parent_until_it_is_too_deep(void **state)
{
	struct comment_input input = good;
	struct comment parent, comment;

	input.page = "https://open.example/article";
	parent = scratch_place(submit(&input).id);
	assert_int_equal(parent.root, parent.id);
	assert_int_equal(parent.depth, 0);
	for (int depth = 1; depth < COMMENT_DEPTH_MAX + 3; depth++, parent = comment) {
		input.parent = id_text(parent.id);
		comment = scratch_place(submit(&input).id);
		if (depth < COMMENT_DEPTH_MAX)
			check_below(&comment, &parent);
		else
			check_beside(&comment, &parent);
	}
}

static void the_same_request_again_has_the_same_outcome(void **state)
{
	struct submission first, again;

	assert_int_equal(submit_as(&good, "key", &first), ERR_OK);
	assert_int_equal(submit_as(&good, "key", &again), ERR_OK);
	assert_int_equal(again.id, first.id);
	assert_int_equal(again.state, first.state);
	assert_int_equal(again.changed_page, 0);
	assert_int_equal(rows_of("comment"), 1);
	assert_int_equal(submit_as(&good, "other", &again), ERR_OK);
	assert_int_equal(submit_as(&good, NULL, &again), ERR_OK);
	assert_int_equal(rows_of("comment"), 3);
}

/* As it was answered, not as it is by now. */
static void a_repetition_hears_what_was_answered_then(void **state)
{
	struct submission first, again;

	assert_int_equal(submit_as(&good, "key", &first), ERR_OK);
	scratch_sql("UPDATE comment SET state = 'spam'; UPDATE page SET state = 'closed'");
	assert_int_equal(submit_as(&good, "key", &again), ERR_OK);
	assert_int_equal(again.state, COMMENT_STATE_PENDING);
}

static void another_request_under_the_same_key_is_refused(void **state)
{
	struct comment_input inputs[] = {good, good, good, good, good, good, good};
	struct submission submission;

	assert_int_equal(submit_as(&good, "key", &submission), ERR_OK);
	inputs[0].body = "Another.";
	inputs[1].name = "Anne";
	inputs[2].email = "anne@example.org";
	inputs[3].website = "https://anna.example/";
	inputs[4].title = "Title";
	inputs[5].page = SCRATCH_ORIGIN "/other";
	inputs[6].parent = id_text(submission.id);
	for (size_t i = 0; i < ARRAY_SIZE(inputs); i++)
		if (submit_as(&inputs[i], "key", &submission) != ERR_KEY_REUSED)
			fail_msg("row %zu is taken for a repetition", i);
	assert_int_equal(rows_of("comment"), 1);
}

static void a_key_is_a_sites_own(void **state)
{
	struct comment_input input = good;
	struct submission submission;

	assert_int_equal(submit_as(&good, "key", &submission), ERR_OK);
	input.page = "https://open.example/";
	assert_int_equal(submit_as(&input, "key", &submission), ERR_OK);
	assert_int_equal(rows_of("comment"), 2);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(every_mistake_is_told_at_once),
		LAW(nothing_typed_is_every_required_field),
		LAW(a_page_of_no_site_is_refused),
		LAW(an_empty_parent_is_none),
		LAW(the_address_is_gone_once_there_is_a_fingerprint),
		LAW(the_address_is_nowhere_in_the_database),
		LAW(a_held_comment_waits_and_says_why),
		LAW(a_site_that_publishes_decides_by_its_policy),
		LAW(the_policy_may_change_on_the_way),
		LAW(one_address_is_one_author_of_a_site),
		LAW(a_page_is_made_once_and_keeps_its_first_title),
		LAW(a_closed_page_takes_nothing),
		LAW(only_what_is_public_on_the_page_can_be_answered),
		LAW(an_answer_stands_below_its_parent_until_it_is_too_deep),
		LAW(the_same_request_again_has_the_same_outcome),
		LAW(a_repetition_hears_what_was_answered_then),
		LAW(another_request_under_the_same_key_is_refused),
		LAW(a_key_is_a_sites_own),
	};

	return cmocka_run_group_tests(laws, fixed_keys_start, fixed_keys_stop);
}
