/* See include/core/claims.h. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/claims.h"

struct claims {
	pthread_mutex_t lock;
	/* Under the lock: a comment has at most one row, and so has each `by`. */
	struct claim rows[CLAIMS_MAX];
	size_t count;
};

struct claims *claims_create(void)
{
	struct claims *claims = calloc(1, sizeof(*claims));

	if (claims)
		pthread_mutex_init(&claims->lock, NULL);
	return claims;
}

void claims_destroy(struct claims *claims)
{
	if (!claims)
		return;
	pthread_mutex_destroy(&claims->lock);
	free(claims);
}

static void claims_remove(struct claims *claims, struct claim *row)
{
	*row = claims->rows[--claims->count];
}

/* Those that are over go first. */
static void claims_expire(struct claims *claims, int64_t now)
{
	for (size_t i = claims->count; i-- > 0;)
		if (claims->rows[i].until <= now)
			claims_remove(claims, &claims->rows[i]);
}

static struct claim *claims_of_comment(struct claims *claims, int64_t comment)
{
	for (size_t i = 0; i < claims->count; i++)
		if (claims->rows[i].comment == comment)
			return &claims->rows[i];
	return NULL;
}

static struct claim *claims_of_name(struct claims *claims, const char *by)
{
	for (size_t i = 0; i < claims->count; i++)
		if (strcmp(claims->rows[i].by, by) == 0)
			return &claims->rows[i];
	return NULL;
}

/* Ends their claim on another comment, and begins or renews the one on this. */
static enum err claims_move(struct claims *claims, const struct claim *wanted, struct claim *stands,
	struct claim *ended)
{
	struct claim *before = claims_of_name(claims, wanted->by), *row;

	if (before && before->comment != wanted->comment) {
		*ended = *before;
		claims_remove(claims, before);
	}
	row = claims_of_comment(claims, wanted->comment);
	if (row && strcmp(row->by, wanted->by) != 0) {
		*stands = *row;
		return ERR_OK;
	}
	if (!row && claims->count == CLAIMS_MAX)
		return ERR_BUSY;
	if (!row)
		row = &claims->rows[claims->count++];
	*row = *stands = *wanted;
	return ERR_OK;
}

enum err claims_take(struct claims *claims, int64_t comment, const char *site, const char *by,
	int64_t now, struct claim *stands, struct claim *ended)
{
	struct claim wanted = {.comment = comment, .until = now + CLAIM_SPAN};
	enum err err;

	if (strlen(site) >= sizeof(wanted.site) || strlen(by) >= sizeof(wanted.by))
		return ERR_INVALID_INPUT;
	memcpy(wanted.site, site, strlen(site));
	memcpy(wanted.by, by, strlen(by));
	pthread_mutex_lock(&claims->lock);
	claims_expire(claims, now);
	ended->comment = 0;
	err = claims_move(claims, &wanted, stands, ended);
	pthread_mutex_unlock(&claims->lock);
	return err;
}

bool claims_drop(
	struct claims *claims, int64_t comment, const char *by, int64_t now, struct claim *ended)
{
	struct claim *row;
	bool theirs;

	pthread_mutex_lock(&claims->lock);
	claims_expire(claims, now);
	row = claims_of_comment(claims, comment);
	theirs = row && strcmp(row->by, by) == 0;
	if (theirs) {
		*ended = *row;
		claims_remove(claims, row);
	}
	pthread_mutex_unlock(&claims->lock);
	return theirs;
}

bool claims_find(struct claims *claims, int64_t comment, int64_t now, struct claim *claim)
{
	const struct claim *row;
	bool found;

	pthread_mutex_lock(&claims->lock);
	row = claims_of_comment(claims, comment);
	found = row && row->until > now;
	if (found)
		*claim = *row;
	pthread_mutex_unlock(&claims->lock);
	return found;
}
