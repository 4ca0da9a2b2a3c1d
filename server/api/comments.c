/* Readers' API: a page's comments, and leaving one. */
#include <string.h>

#include "api/asked.h"
#include "api/comments.h"
#include "api/comment_form.h"
#include "api/events.h"
#include "api/handlers.h"
#include "api/inputs.h"
#include "api/page_events.h"
#include "api/pacing.h"
#include "base/form.h"
#include "core/comment.h"
#include "core/link.h"

enum { KEY_LENGTH_MAX = 255 };

static const struct shape_member page_members[] = {
	{"sort", "Which threads come first.", FIELD_NAMED, .names = thread_sort_names},
	{"likes", "Whether the site wants likes; else no threads are in the order of theirs.",
		FIELD_FLAG},
};
static const struct shape page_shape = {
	"Page", &page_table, SEE_READERS, SHAPE_MEMBERS(page_members)};
static const struct shape comment_shape = {"Comment", &comment_table, SEE_READERS};
static const struct shape_member thread_members[] = {
	{"page", "The article.", .of = &page_shape},
	SHAPE_ITEMS(&comment_shape),
	{"next", "The `after` of the part that follows; null: this is the last one.", FIELD_TEXT,
		.null = true},
};
static const struct shape thread_shape = {"Thread", SHAPE_MEMBERS(thread_members)};
const struct contract comments_get_contract = {
	.id = "list_comments",
	.summary = "The public comments of an article",
	.description = "In reading order: each answer stands behind its parent. A comment that is "
		       "gone but has answers stays as a tombstone: its name, website and html are "
		       "null. A part ends at the limit, or earlier when it has grown beyond half a "
		       "megabyte.",
	.query = &asked_json_table,
	.answers = ANSWERS({200, "A part of the thread.", &thread_shape}),
	.problems = PROBLEMS({ERR_UNKNOWN_SITE}),
};

static const struct shape_member posted_members[] = {
	{"id", "The comment.", FIELD_ID},
	{"state", "Whether it waits for a moderator.", FIELD_NAMED, .names = comment_state_names},
	{"status_url", "The author's private link.", FIELD_TEXT},
};
static const struct shape posted_shape = {"Posted", SHAPE_MEMBERS(posted_members)};
const struct contract comments_post_contract = {
	.id = "leave_comment",
	.summary = "Leaves a comment",
	.description =
		"It is synced to disk before the answer is sent. The same request with the "
		"same Idempotency-Key may be sent again for 24 hours: it is stored once, and "
		"answered the same. A form has the same names; fields that are left empty are "
		"absent.",
	.query = &language_table,
	.body = &comment_input_table,
	.headers = HEADER_IDEMPOTENCY_KEY,
	.answers = ANSWERS({201, "It is public.", &posted_shape},
		{202, "It waits for a moderator.", &posted_shape},
		{303, "A form was taken: on to the author's private link.",
			.headers = HEADER_LOCATION}),
	.problems = PROBLEMS({ERR_PAGE_CLOSED}, {ERR_KEY_REUSED}),
};

enum err comments_page(struct exchange *exchange)
{
	return asked_read(exchange, &asked_json_table, NULL);
}

void thread_put(struct json_writer *json, const struct site *site, const struct thread *thread,
	const char *next)
{
	json_open_object(json, NULL);
	json_open_object(json, "page");
	json_put_fields(json, &page_table, SEE_READERS, &thread->page);
	json_put_text(json, "sort", thread_sort_names[thread->sort]);
	json_put_boolean(json, "likes", site->likes == SITE_LIKES_ON);
	json_close_object(json);
	json_put_rows(json, "items", &comment_table, SEE_READERS, thread->comments, thread->count);
	json_put_text(json, "next", next);
	json_close_object(json);
}

enum err comments_get(struct exchange *exchange)
{
	const struct asked *asked;
	struct json_writer json;
	struct thread thread;
	enum err err = asked_thread(exchange, &thread);

	if (err)
		return err;
	asked = exchange->state;
	json = answer_json(exchange, 200);
	thread_put(&json, &asked->site, &thread, asked->next);
	return ERR_OK;
}

/* A comment being posted: what was typed, and its way into the store. */
struct posting {
	struct comment_input input;
	struct submission submission;
};

/* Idempotency-Key: 1 to 255 visible ASCII characters, or none. */
static enum err posting_key(struct exchange *exchange, const char **key)
{
	const char *header = exchange_header(exchange, "Idempotency-Key");

	if (header) {
		size_t length = strlen(header);
		bool good = length > 0 && length <= KEY_LENGTH_MAX;

		for (size_t i = 0; i < length; i++)
			good &= header[i] > ' ' && header[i] < 0x7f;
		if (!good)
			return fault_set(&exchange->fault, ERR_BAD_REQUEST,
				"Idempotency-Key must be 1 to %d visible ASCII characters.",
				KEY_LENGTH_MAX);
	}
	*key = header;
	return ERR_OK;
}

static enum err posting_hash(struct exchange *exchange)
{
	struct submission *submission = &((struct posting *)exchange->state)->submission;
	struct slice author = {
		(const char *)submission->fingerprint.bytes, sizeof(submission->fingerprint.bytes)};
	enum err err = submission_fingerprint(exchange->service, submission, &exchange->fault);

	if (!err)
		err = pacing_author(exchange, submission, author);
	return err ? err
		   : submission_check(
			     exchange->service, submission, &exchange->arena, &exchange->fault);
}

static enum err posting_write(struct exchange *exchange, struct store *store)
{
	struct posting *posting = exchange->state;
	enum err err = submission_store(store, exchange->service, exchange->now, &exchange->arena,
		&exchange->fault, &posting->submission);

	if (!err && posting->submission.changed_page)
		err = exchange_page_changed(exchange, store, posting->submission.changed_page);
	return err;
}

static void posting_announce(const struct exchange *exchange)
{
	const struct submission *submission =
		&((const struct posting *)exchange->state)->submission;

	const struct comment place = {
		.id = submission->id,
		.parent = submission->parent,
		.page = submission->changed_page,
		.shown = COMMENT_SHOWN_FULL,
		.published = 1,
	};

	if (!submission->stored)
		return;
	atomic_fetch_add(&exchange->service->arrivals->taken[submission->state], 1);
	event_arrived(exchange->service->hub, submission);
	if (submission->state == COMMENT_STATE_APPROVED)
		event_shown(exchange, &place, 0);
}

static enum err posting_finish(struct exchange *exchange)
{
	const struct submission *submission = &((struct posting *)exchange->state)->submission;
	bool published = submission->state == COMMENT_STATE_APPROVED;
	char link[LINK_SIZE];
	struct json_writer json;
	const char *url;

	link_make(exchange->service->keys, submission->id, link);
	url = arena_format(&exchange->arena, "%s/mine/%s", exchange->service->public_url, link);
	if (!url)
		return fault_set(&exchange->fault, ERR_MEMORY, "There is no memory.");
	answer_header(exchange, "Cache-Control", "no-store");
	if (exchange->type == EXCHANGE_TYPE_FORM)
		return answer_see_other(exchange, arena_format(&exchange->arena, "/mine/%s%s", link,
							  exchange_language_query(exchange)));
	json = answer_json(exchange, published ? 201 : 202);
	json_open_object(&json, NULL);
	json_put_id(&json, "id", submission->id);
	json_put_text(&json, "state", comment_state_names[submission->state]);
	json_put_text(&json, "status_url", url);
	json_close_object(&json);
	return ERR_OK;
}

enum err comments_post(struct exchange *exchange)
{
	bool keyed = exchange->service->settings->fingerprint_cost == FINGERPRINT_COST_KEYED;
	struct posting *posting = exchange_alloc(exchange, sizeof(*posting));
	const char *key = NULL;
	enum err err, read;

	if (!posting)
		return ERR_MEMORY;
	exchange->state = posting;
	err = posting_key(exchange, &key);
	if (err)
		return err;
	read = exchange_input(exchange, &comment_input_table, &posting->input);
	if (read && read != ERR_INVALID_INPUT)
		return read;
	err = submission_init(exchange->service, &posting->input, key, &exchange->arena,
		&exchange->fault, &posting->submission);
	if (!err && read)
		err = read;
	if (err)
		return err;
	submission_form(exchange->service, &posting->input, exchange->type == EXCHANGE_TYPE_FORM,
		exchange->now, &posting->submission);
	err = pacing_take(exchange, &posting->submission);
	if (!err && keyed)
		err = posting_hash(exchange);
	if (err)
		return err;
	exchange_write(exchange, keyed ? NULL : posting_hash, posting_write, posting_finish);
	exchange_tell(exchange, posting_announce);
	return ERR_OK;
}

enum err comments_post_fail(struct exchange *exchange)
{
	struct posting *posting = exchange->state;
	struct comment_input input = {0};

	atomic_fetch_add(&exchange->service->arrivals->refused, 1);
	if (exchange->type != EXCHANGE_TYPE_FORM) {
		answer_problem(exchange, NULL);
		return ERR_OK;
	}
	if (!posting)
		exchange_form_again(exchange, &comment_input_table, &input);
	return comment_form_answer(exchange, posting ? &posting->input : &input);
}
