/* See include/core/link.h. */
#include <string.h>

#include "core/link.h"

static void link_make_by(
	const struct keys *keys, size_t which, int64_t comment, char out[LINK_SIZE])
{
	unsigned char code[16];

	id_format(comment, out);
	keys_hash_by(keys, which, KEY_PURPOSE_LINK, NULL, (struct slice){out, ID_LENGTH}, code,
		sizeof(code));
	id_encode(code, sizeof(code), out + ID_LENGTH);
}

void link_make(const struct keys *keys, int64_t comment, char out[LINK_SIZE])
{
	link_make_by(keys, 0, comment, out);
}

bool link_read(const struct keys *keys, const char *link, int64_t *comment)
{
	char id_text[ID_SIZE], made[LINK_SIZE];
	int64_t id;

	if (strlen(link) != LINK_SIZE - 1)
		return false;
	memcpy(id_text, link, ID_LENGTH);
	id_text[ID_LENGTH] = '\0';
	if (!id_parse(id_text, &id))
		return false;
	for (size_t i = 0; i < keys_count(keys); i++) {
		link_make_by(keys, i, id, made);
		if (crypto_equal(link, made, LINK_SIZE - 1)) {
			*comment = id;
			return true;
		}
	}
	return false;
}
