/* See include/core/attempts.h. */
#include <stdlib.h>
#include <string.h>

#include "base/bucket.h"
#include "base/time.h"
#include "core/attempts.h"
#include "core/crypto.h"

static const struct bucket_size limits[ATTEMPT__MAX] = {
	[ATTEMPT_SIGN_IN] = {.burst = 10, .period = 3 * TIME_MINUTE},
	[ATTEMPT_ERASE] = {.burst = 5, .period = 12 * TIME_MINUTE},
};

struct attempts {
	struct buckets *buckets;
	unsigned char secret[CRYPTO_SHORT_KEY_SIZE];
};

struct attempts *attempts_create(void)
{
	struct attempts *attempts = calloc(1, sizeof(*attempts));

	if (!attempts)
		return NULL;
	attempts->buckets = buckets_create();
	crypto_random(attempts->secret, sizeof(attempts->secret));
	if (attempts->buckets)
		return attempts;
	free(attempts);
	return NULL;
}

void attempts_destroy(struct attempts *attempts)
{
	if (!attempts)
		return;
	buckets_destroy(attempts->buckets);
	free(attempts);
}

int attempts_take(struct attempts *attempts, enum attempt what, const char *name,
	const char *device, int64_t now, uint64_t *attempt)
{
	uint64_t parts[] = {
		crypto_short(attempts->secret, (struct slice){name, strlen(name)}),
		device ? crypto_short(attempts->secret, (struct slice){device, strlen(device)}) : 0,
		what,
	};
	uint64_t key =
		crypto_short(attempts->secret, (struct slice){(const char *)parts, sizeof(parts)});
	int64_t wait = buckets_take(attempts->buckets, key, &limits[what], now);

	if (!wait)
		*attempt = key;
	return (int)((wait + TIME_SECOND - 1) / TIME_SECOND);
}

void attempts_give(struct attempts *attempts, enum attempt what, uint64_t attempt)
{
	buckets_give(attempts->buckets, attempt, &limits[what]);
}
