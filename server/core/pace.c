/* See include/core/pace.h. */
#include <stdlib.h>
#include <string.h>

#include "base/bucket.h"
#include "base/time.h"
#include "core/crypto.h"
#include "core/pace.h"

struct paces {
	struct buckets *buckets;
	unsigned char secret[CRYPTO_SHORT_KEY_SIZE];
};

static const struct {
	size_t rate; /* its place in struct site */
	const char *words;
} limits[PACE_OF__MAX] = {
	[PACE_OF_AUTHOR] = {offsetof(struct site, author_rate), "from you"},
	[PACE_OF_NETWORK] = {offsetof(struct site, network_rate), "from your network"},
	[PACE_OF_PAGE] = {offsetof(struct site, page_rate), "on this page"},
	[PACE_OF_SITE] = {offsetof(struct site, site_rate), "on this site"},
};

struct paces *paces_create(void)
{
	struct paces *paces = calloc(1, sizeof(*paces));

	if (!paces)
		return NULL;
	crypto_random(paces->secret, sizeof(paces->secret));
	paces->buckets = buckets_create();
	if (paces->buckets)
		return paces;
	free(paces);
	return NULL;
}

void paces_destroy(struct paces *paces)
{
	if (!paces)
		return;
	buckets_destroy(paces->buckets);
	free(paces);
}

enum err paces_take(struct paces *paces, enum pace_of of, const struct site *site,
	struct slice whose, struct fault *fault, int *wait)
{
	uint64_t parts[] = {
		of,
		crypto_short(paces->secret, (struct slice){site->id, strlen(site->id)}),
		crypto_short(paces->secret, whose),
	};
	struct slice all = {(const char *)parts, sizeof(parts)};
	int64_t rate, left;

	memcpy(&rate, (const char *)site + limits[of].rate, sizeof(rate));
	if (!rate)
		return ERR_OK;
	left = buckets_take(paces->buckets, crypto_short(paces->secret, all),
		&(struct bucket_size){rate, TIME_HOUR / rate}, time_monotonic());
	if (!left)
		return ERR_OK;
	*wait = (int)((left + TIME_SECOND - 1) / TIME_SECOND);
	return fault_set(fault, ERR_RATE_LIMITED,
		"There have been many comments %s lately. Please try again in %d seconds.",
		limits[of].words, *wait);
}
