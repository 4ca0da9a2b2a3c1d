/* Readers' API: a page's comments, and leaving one. */
#include <string.h>

#include "api/asked.h"
#include "api/comment_form.h"
#include "api/handlers.h"
#include "base/form.h"
#include "core/comment.h"
#include "core/link.h"

enum { KEY_LENGTH_MAX = 255 };

enum err comments_page(struct exchange *exchange)
{
	return asked_read(exchange, &asked_json_table, NULL);
}

enum err comments_get(struct exchange *exchange)
{
	struct json_writer json;
	struct thread thread;
	enum err err = asked_thread(exchange, &thread);

	if (err)
		return err;
	json = answer_json(exchange, 200);
	json_open_object(&json, NULL);
	json_open_object(&json, "page");
	json_put_fields(&json, &page_table, SEE_READERS, &thread.page);
	json_close_object(&json);
	json_put_rows(&json, "items", &comment_table, SEE_READERS, thread.comments, thread.count);
	json_put_id(&json, "next", thread.next);
	json_close_object(&json);
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
	enum err err = submission_fingerprint(exchange->service->keys,
		(enum fingerprint_cost)exchange->service->settings->fingerprint_cost, submission,
		&exchange->fault);

	return err ? err
		   : submission_check(exchange->service->rulebook, submission, &exchange->arena,
			     &exchange->fault);
}

static enum err posting_write(struct exchange *exchange, struct store *store)
{
	struct posting *posting = exchange->state;
	enum err err = submission_store(store, exchange->service->keys,
		(enum fingerprint_cost)exchange->service->settings->fingerprint_cost, exchange->now,
		&exchange->arena, &exchange->fault, &posting->submission);

	if (!err && posting->submission.page_changed)
		err = exchange_page_changed(exchange, posting->submission.page.text);
	return err;
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
	if (exchange->type == EXCHANGE_TYPE_FORM) {
		exchange->answer.status = 303;
		answer_header(exchange, "Location", url + strlen(exchange->service->public_url));
		return ERR_OK;
	}
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
	err = submission_init(exchange->service->sites, &posting->input, key, &exchange->arena,
		&exchange->fault, &posting->submission);
	if (!err && read)
		err = read;
	if (!err && keyed)
		err = posting_hash(exchange);
	if (err)
		return err;
	exchange_write(exchange, keyed ? NULL : posting_hash, posting_write, posting_finish);
	return ERR_OK;
}

enum err comments_post_fail(struct exchange *exchange)
{
	struct posting *posting = exchange->state;
	struct comment_input input = {0};

	if (exchange->type != EXCHANGE_TYPE_FORM) {
		answer_problem(exchange, NULL);
		return ERR_OK;
	}
	if (!posting) {
		/* refused before it was read; the reason stays what it was */
		struct fault ignored = FAULT_NONE;

		(void)!form_read(
			exchange->body, &comment_input_table, &exchange->arena, &ignored, &input);
	}
	return comment_form_answer(exchange, posting ? &posting->input : &input);
}
