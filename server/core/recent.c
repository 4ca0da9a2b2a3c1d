/* See include/core/recent.h. */
#include <stdlib.h>
#include <string.h>

#include "core/crypto.h"
#include "core/recent.h"
#include "store/comment.h"

enum { SETS = 1024, WAYS = 8, LOADED = 500, LOAD_ARENA = 16 * 1024 * 1024 };

struct known {
	uint64_t digest; /* of site and text */
	int64_t comment; /* 0: none */
};

struct recent {
	unsigned char secret[CRYPTO_SHORT_KEY_SIZE];
	/* A digest has at most one place, in its set, where the oldest comment makes room. */
	struct known sets[SETS][WAYS];
};

struct recent *recent_create(void)
{
	struct recent *recent = calloc(1, sizeof(*recent));

	if (recent)
		crypto_random(recent->secret, sizeof(recent->secret));
	return recent;
}

void recent_destroy(struct recent *recent)
{
	free(recent);
}

static uint64_t digest_of(const struct recent *recent, const char *site, const char *body)
{
	const uint64_t parts[] = {
		crypto_short(recent->secret, (struct slice){site, strlen(site)}),
		crypto_short(recent->secret, (struct slice){body, strlen(body)}),
	};

	return crypto_short(recent->secret, (struct slice){(const char *)parts, sizeof(parts)});
}

int64_t recent_find(const struct recent *recent, const char *site, const char *body)
{
	uint64_t digest = digest_of(recent, site, body);
	const struct known *set = recent->sets[digest % SETS];

	for (size_t i = 0; i < WAYS; i++)
		if (set[i].digest == digest)
			return set[i].comment;
	return 0;
}

void recent_add(struct recent *recent, const char *site, const char *body, int64_t comment)
{
	uint64_t digest = digest_of(recent, site, body);
	struct known *set = recent->sets[digest % SETS], *place = set;

	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].digest == digest) {
			place = &set[i];
			break;
		}
		if (set[i].comment < place->comment)
			place = &set[i];
	}
	*place = (struct known){digest, comment};
}

enum err recent_load(struct recent *recent, struct store *store)
{
	struct comment *comments;
	struct arena arena;
	size_t count;
	enum err err;

	arena_init(LOAD_ARENA, &arena);
	err = store_comment_newest(store, LOADED, &arena, &comments, &count);
	for (size_t i = 0; !err && i < count; i++)
		recent_add(recent, comments[i].site, comments[i].body, comments[i].id);
	arena_finish(&arena);
	return err;
}
