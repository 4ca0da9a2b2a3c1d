/* See include/core/form_token.h. */
#include <string.h>

#include "core/form_token.h"

void form_token_make(
	const struct keys *keys, const char *page, int64_t now, char out[FORM_TOKEN_SIZE])
{
	unsigned char page_digest[CRYPTO_SALT_SIZE], code[16];

	crypto_digest(NULL, NULL, "form", (struct slice){page, strlen(page)}, page_digest,
		sizeof(page_digest));
	id_format(now, out);
	keys_hash(keys, KEY_PURPOSE_FORM, page_digest, (struct slice){out, ID_LENGTH}, code,
		sizeof(code));
	id_encode(code, sizeof(code), out + ID_LENGTH);
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
	form_token_make(keys, page, time, made);
	if (!crypto_equal(token, made, FORM_TOKEN_SIZE - 1))
		return false;
	*made_at = time;
	return true;
}
