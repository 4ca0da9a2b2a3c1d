/*
 * Whatever body comes, as JSON and as a form, what is read of it is what the table says. The laws:
 *
 * 1. A text is valid UTF-8 without NUL, and so is every fault, which tells of nothing when
 *    nothing was wrong.
 * 2. What was read is read as the same when it is written again, as a form or as JSON.
 * 3. A list has no more items than it may, and a number is not negative.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/form.h"
#include "base/json.h"
#include "base/utf8.h"
#include "core/batch.h"
#include "core/comment.h"

enum { MEMBERS = sizeof(struct comment_input) / sizeof(const char *) };

/* The members in the order of the table. */
struct texts {
	const char *at[MEMBERS];
};

static const struct input_member batch_members[] = {
	INPUT(struct batch_input, mode),
	INPUT_LIST(struct batch_input, items, &batch_item_object),
};
static const struct input_table batch_table = {batch_members, ARRAY_SIZE(batch_members)};

static void check_text(const char *text)
{
	assert(utf8_valid(text, strlen(text)));
}

static void check_fault(enum err err, const struct fault *fault)
{
	assert(fault->err == err && fault->count <= FAULT_FIELDS);
	assert(err == ERR_OK || err == ERR_INVALID_INPUT || err == ERR_BAD_JSON ||
		err == ERR_BAD_FORM);
	assert(err || (!fault->count && !*fault->detail));
	assert((err == ERR_INVALID_INPUT) <= (fault->count > 0));
	check_text(fault->detail);
	for (size_t i = 0; i < fault->count; i++) {
		check_text(fault->fields[i].name);
		check_text(fault->fields[i].detail);
	}
}

static struct texts texts_of(struct comment_input *input)
{
	struct texts texts;

	assert(comment_input_table.count == MEMBERS);
	for (size_t i = 0; i < MEMBERS; i++) {
		const struct input_member *member = &comment_input_table.members[i];

		texts.at[i] = *input_text(&comment_input_table, member->name, input);
		if (texts.at[i])
			check_text(texts.at[i]);
	}
	return texts;
}

typedef enum err (*reader)(struct slice from, const struct input_table *table, struct arena *arena,
	struct fault *fault, void *out);

/* The body in a block of its own size, so that a look beyond its end is seen. */
static enum err read_table(reader read, struct slice body, const struct input_table *table,
	struct arena *arena, void *out)
{
	struct fault fault = FAULT_NONE;
	char *copy = malloc(body.length ? body.length : 1);
	enum err err;

	assert(copy);
	if (body.length)
		memcpy(copy, body.at, body.length);
	err = read((struct slice){copy, body.length}, table, arena, &fault, out);
	check_fault(err, &fault);
	free(copy);
	return err;
}

static enum err read_body(reader read, struct slice body, struct arena *arena, struct texts *texts)
{
	struct comment_input input = {NULL};
	enum err err = read_table(read, body, &comment_input_table, arena, &input);

	*texts = texts_of(&input);
	return err;
}

static void check_batch(reader read, struct slice body, struct arena *arena)
{
	struct batch_input input = {.mode = NULL};
	const struct batch_item_input *items;

	(void)!read_table(read, body, &batch_table, arena, &input);
	items = input.items.at;
	assert(input.items.count <= BATCH_MAX && (items || !input.items.count));
	for (size_t i = 0; i < input.items.count; i++) {
		assert(items[i].revision >= 0);
		if (items[i].id)
			check_text(items[i].id);
	}
	if (input.decision.note)
		check_text(input.decision.note);
}

static void check_same(const struct texts *a, const struct texts *b)
{
	for (size_t i = 0; i < MEMBERS; i++) {
		assert(!a->at[i] == !b->at[i]);
		assert(!a->at[i] || strcmp(a->at[i], b->at[i]) == 0);
	}
}

static void write_form(const struct texts *texts, struct text *out)
{
	for (size_t i = 0; i < MEMBERS; i++) {
		if (!texts->at[i])
			continue;
		text_add_format(out, "&%s=", comment_input_table.members[i].name);
		form_encode(texts->at[i], out);
	}
}

static void write_json(const struct texts *texts, struct text *out)
{
	struct json_writer json;

	json_init(out, &json);
	json_open_object(&json, NULL);
	for (size_t i = 0; i < MEMBERS; i++)
		json_put_text(&json, comment_input_table.members[i].name, texts->at[i]);
	json_close_object(&json);
}

static void check_again(reader read, void (*write)(const struct texts *, struct text *),
	const struct texts *texts, struct arena *arena)
{
	struct texts again;
	struct text body;

	text_init(8 * 1024 * 1024, &body);
	write(texts, &body);
	assert(text_status(&body) == ERR_OK);
	assert(read_body(read, (struct slice){body.at, body.length}, arena, &again) == ERR_OK);
	check_same(texts, &again);
	text_finish(&body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const reader readers[] = {json_read, form_read};
	struct slice body = {(const char *)data, size};

	for (size_t i = 0; i < ARRAY_SIZE(readers); i++) {
		struct texts texts;
		struct arena arena;

		arena_init(64 * 1024 * 1024, &arena);
		(void)!read_body(readers[i], body, &arena, &texts);
		check_batch(readers[i], body, &arena);
		check_again(form_read, write_form, &texts, &arena);
		check_again(json_read, write_json, &texts, &arena);
		arena_finish(&arena);
	}
	return 0;
}
