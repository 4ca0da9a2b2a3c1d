/* Form encoding. See include/base/form.h. */
#include <stdbool.h>
#include <string.h>

#include "base/form.h"
#include "base/utf8.h"

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The decoded piece in the arena; NULL with the fault filled. */
static char *form_decode(struct slice from, struct arena *arena, struct fault *fault)
{
	char *at = arena_copy(arena, from.at, from.length), *to = at;

	if (!at) {
		fault_set(fault, ERR_MEMORY, "The form needs more memory than a request may use.");
		return NULL;
	}
	for (size_t i = 0; i < from.length; i++) {
		char c = from.at[i];

		if (c == '+')
			c = ' ';
		if (c == '%') {
			int high = i + 2 < from.length ? hex_value(from.at[i + 1]) : -1;
			int low = i + 2 < from.length ? hex_value(from.at[i + 2]) : -1;

			if (high < 0 || low < 0) {
				fault_set(fault, ERR_BAD_FORM,
					"A percent sign must be followed by two "
					"hexadecimal digits.");
				return NULL;
			}
			c = (char)(high << 4 | low);
			i += 2;
		}
		*to++ = c;
	}
	*to = '\0';
	if (!utf8_valid(at, (size_t)(to - at))) {
		fault_set(fault, ERR_BAD_FORM, "Texts must be valid UTF-8 without NUL characters.");
		return NULL;
	}
	return at;
}

/* The place of one more text; NULL with the fault filled. */
static const char **texts_more(const struct input_member *member, struct input_texts *texts,
	struct arena *arena, struct fault *fault)
{
	size_t limit = (size_t)member->high;

	if (!texts->at)
		texts->at = arena_alloc(arena, limit * sizeof(*texts->at));
	if (!texts->at) {
		fault_set(fault, ERR_MEMORY, "The form needs more memory than a request may use.");
		return NULL;
	}
	if (texts->count == limit) {
		fault_field(fault, member->name, "too_many", "It may be given %zu times.", limit);
		return NULL;
	}
	return &texts->at[texts->count++];
}

/* Where a value goes; NULL with the fault filled. */
static const char **form_place(const struct input_table *table, const char *name, void *out,
	struct arena *arena, struct fault *fault)
{
	const struct input_member *member = input_member(table, name);
	const char **place = input_text(table, name, out);

	if (member && member->type == INPUT_TYPE_TEXTS)
		return texts_more(member, (void *)((char *)out + member->offset), arena, fault);
	if (!place) {
		fault_field(fault, name, "unknown", "There is no such field; leave it out.");
	} else if (*place) {
		fault_field(fault, name, "doubled", "The field must be given once.");
		place = NULL;
	}
	return place;
}

static enum err form_pair(struct slice pair, const struct input_table *table, struct arena *arena,
	struct fault *fault, void *out)
{
	const char *equals = memchr(pair.at, '=', pair.length);
	size_t length = equals ? (size_t)(equals - pair.at) : pair.length;
	struct slice name = {pair.at, length};
	struct slice value = {pair.at + pair.length, 0};
	const char *text, **place;

	if (equals)
		value = (struct slice){equals + 1, pair.length - length - 1};
	text = form_decode(name, arena, fault);
	if (!text)
		return fault->err;
	place = form_place(table, text, out, arena, fault);
	if (!place)
		return fault->err;
	*place = form_decode(value, arena, fault);
	return *place ? ERR_OK : fault->err;
}

enum err form_read(struct slice from, const struct input_table *table, struct arena *arena,
	struct fault *fault, void *out)
{
	struct fault ignored = FAULT_NONE;
	enum err err = ERR_OK;

	while (from.length) {
		const char *stop = memchr(from.at, '&', from.length);
		struct slice pair = {from.at, stop ? (size_t)(stop - from.at) : from.length};
		size_t used = pair.length + (stop != NULL);

		if (pair.length) {
			bool broken = err == ERR_BAD_FORM;
			enum err one =
				form_pair(pair, table, arena, broken ? &ignored : fault, out);

			if (one == ERR_MEMORY)
				return one;
			if (one && !broken)
				err = one;
		}
		from.at += used;
		from.length -= used;
	}
	return err;
}

const char *form_value(struct slice from, const char *name, struct arena *arena)
{
	size_t length = strlen(name);

	while (from.length) {
		const char *stop = memchr(from.at, '&', from.length);
		size_t size = stop ? (size_t)(stop - from.at) : from.length;
		struct fault ignored = FAULT_NONE;

		if (size > length && from.at[length] == '=' && memcmp(from.at, name, length) == 0)
			return form_decode((struct slice){from.at + length + 1, size - length - 1},
				arena, &ignored);
		size += stop != NULL;
		from.at += size;
		from.length -= size;
	}
	return NULL;
}

void form_encode(const char *value, struct text *out)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

	while (*value) {
		size_t run = strspn(value, plain);

		text_add(out, value, run);
		value += run;
		if (*value)
			text_add_format(out, "%%%02X", (unsigned char)*value++);
	}
}
