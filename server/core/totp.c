/* See include/core/totp.h. */
#include <nettle/hmac.h>
#include <stdio.h>
#include <string.h>

#include "base/form.h"
#include "base/id.h"
#include "base/time.h"
#include "core/crypto.h"
#include "core/totp.h"

#define TOTP_SPAN (30 * TIME_SECOND)

enum { DRIFT = 1, COUNTER_SIZE = 8, CODES = 1000000 };

int64_t totp_step(int64_t time)
{
	return time / TOTP_SPAN;
}

/* RFC 4226, section 5.3 */
void totp_code(const unsigned char secret[TOTP_SECRET_SIZE], int64_t step, char out[TOTP_SIZE])
{
	unsigned char counter[COUNTER_SIZE], digest[SHA1_DIGEST_SIZE];
	struct hmac_sha1_ctx hmac;
	const unsigned char *at;
	uint32_t number;

	for (int i = 0; i < COUNTER_SIZE; i++)
		counter[i] = (unsigned char)((uint64_t)step >> 8 * (COUNTER_SIZE - 1 - i));
	hmac_sha1_set_key(&hmac, TOTP_SECRET_SIZE, secret);
	hmac_sha1_update(&hmac, sizeof(counter), counter);
	hmac_sha1_digest(&hmac, sizeof(digest), digest);
	at = digest + (digest[SHA1_DIGEST_SIZE - 1] & 0x0f);
	number = (uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 |
		 at[3];
	snprintf(out, TOTP_SIZE, "%06u", (unsigned)(number % CODES));
	crypto_wipe(digest, sizeof(digest));
	crypto_wipe(&hmac, sizeof(hmac));
}

int64_t totp_find(
	const unsigned char secret[TOTP_SECRET_SIZE], const char *code, int64_t time, int64_t last)
{
	int64_t now = totp_step(time), found = 0;
	char right[TOTP_SIZE];

	if (strlen(code) != TOTP_DIGITS)
		return 0;
	/* all of them, whichever fits: the time that this takes tells nothing */
	for (int64_t step = now - DRIFT; step <= now + DRIFT; step++) {
		totp_code(secret, step, right);
		if (crypto_equal(right, code, TOTP_DIGITS) && step > last && !found)
			found = step;
	}
	crypto_wipe(right, sizeof(right));
	return found;
}

const char *totp_secret_text(const unsigned char secret[TOTP_SECRET_SIZE], struct arena *arena)
{
	char *text = arena_alloc(arena, TOTP_SECRET_SIZE * 8 / 5 + 1);

	if (text)
		base32_encode("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", secret, TOTP_SECRET_SIZE, text);
	return text;
}

const char *totp_uri(
	const char *secret_text, const char *name, const char *host, struct arena *arena)
{
	const char *whose = arena_format(arena, "%s@%s", name, host);
	const char *uri = NULL;
	struct text label;

	if (!whose)
		return NULL;
	text_init(3 * strlen(whose), &label);
	form_encode(whose, &label);
	if (text_status(&label) == ERR_OK)
		uri = arena_format(arena,
			"otpauth://totp/Afterword:%s?secret=%s&issuer=Afterword&algorithm=SHA1"
			"&digits=%d&period=%d",
			label.at, secret_text, TOTP_DIGITS, (int)(TOTP_SPAN / TIME_SECOND));
	text_finish(&label);
	return uri;
}
