/* See include/core/form_token.h. */
#include <string.h>

#include "core/form_token.h"

static void form_token_make_by(const struct keys *keys, size_t which, const char *page, int64_t now,
	char out[FORM_TOKEN_SIZE])
{
	unsigned char page_digest[CRYPTO_SALT_SIZE], code[16];

	crypto_digest(NULL, NULL, "form", (struct slice){page, strlen(page)}, page_digest,
		sizeof(page_digest));
	id_format(now, out);
	keys_hash_by(keys, which, KEY_PURPOSE_FORM, page_digest, (struct slice){out, ID_LENGTH},
		code, sizeof(code));
	id_encode(code, sizeof(code), out + ID_LENGTH);
}

void form_token_make(
	const struct keys *keys, const char *page, int64_t now, char out[FORM_TOKEN_SIZE])
{
	form_token_make_by(keys, 0, page, now, out);
}

bool form_token_read(const struct keys *keys, const char *page, const char *token, int64_t *made_at)
{
	char time_text[ID_SIZE] = "", made[FORM_TOKEN_SIZE];
	int64_t time;

	if (strlen(token) != FORM_TOKEN_SIZE - 1)
		return false;
	memcpy(time_text, token, ID_LENGTH);
	if (!id_parse(time_text, &time))
		return false;
	for (size_t i = 0; i < keys_count(keys); i++) {
		form_token_make_by(keys, i, page, time, made);
		if (crypto_equal(token, made, FORM_TOKEN_SIZE - 1)) {
			*made_at = time;
			return true;
		}
	}
	return false;
}
