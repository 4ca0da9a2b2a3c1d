/* See sealed.h and include/store/seal.h. */
#include <assert.h>
#include <string.h>

#include "store/sealed.h"

enum { MESSAGE_MAX = 128 * 1024 }; /* far more than a row has */

void store_set_sealer(struct store *store, const struct sealer *sealer)
{
	store->sealer = *sealer;
}

void seal_begin(enum seal_kind kind, struct text *message)
{
	text_init(MESSAGE_MAX, message);
	text_add_char(message, (char)kind);
}

void seal_add_integer(struct text *message, int64_t integer)
{
	char bytes[8];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)((uint64_t)integer >> (56 - 8 * i));
	text_add(message, bytes, sizeof(bytes));
}

void seal_add_bytes(struct text *message, struct slice bytes)
{
	seal_add_integer(message, bytes.at ? (int64_t)bytes.length : -1);
	if (bytes.at)
		text_add(message, bytes.at, bytes.length);
}

void seal_add_text(struct text *message, const char *text)
{
	seal_add_bytes(message, (struct slice){text, text ? strlen(text) : 0});
}

enum err seal_end(struct store *store, struct text *message, unsigned char out[SEAL_SIZE])
{
	enum err err = text_status(message);

	assert(store->sealer.seal);
	if (!err)
		store->sealer.seal(
			store->sealer.keys, 0, (struct slice){message->at, message->length}, out);
	text_finish(message);
	return err;
}

static bool seal_is(struct slice bytes, const unsigned char seal[SEAL_SIZE])
{
	return bytes.length == SEAL_SIZE && memcmp(bytes.at, seal, SEAL_SIZE) == 0;
}

enum err seal_check(struct store *store, struct text *message, struct slice seal, size_t *by)
{
	enum err err = text_status(message);

	assert(store->sealer.seal);
	*by = 0;
	for (size_t i = 0; !err && !*by && i < store->sealer.count; i++) {
		unsigned char made[SEAL_SIZE];

		store->sealer.seal(
			store->sealer.keys, i, (struct slice){message->at, message->length}, made);
		if (seal_is(seal, made))
			*by = i + 1;
	}
	text_finish(message);
	return err;
}
