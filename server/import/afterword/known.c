/* See importing.h. */
#include <stdlib.h>
#include <string.h>

#include "import/afterword/importing.h"

enum { SITES_MAX = 10000, SPOILED_MAX = 100 * 1000 };

enum err spoiled_add(struct importing *importing, int64_t id)
{
	struct spoiled *spoiled;

	if (!id || importing->spoiled_count == SPOILED_MAX)
		return ERR_OK;
	HASH_FIND(hh, importing->spoiled, &id, sizeof(id), spoiled);
	if (spoiled)
		return ERR_OK;
	spoiled = calloc(1, sizeof(*spoiled));
	if (!spoiled)
		return ERR_MEMORY;
	spoiled->id = id;
	HASH_ADD(hh, importing->spoiled, id, sizeof(spoiled->id), spoiled);
	if (!HASH_HAS(spoiled)) {
		free(spoiled);
		return ERR_MEMORY;
	}
	importing->spoiled_count++;
	return ERR_OK;
}

bool spoiled_has(const struct importing *importing, int64_t id)
{
	struct spoiled *spoiled;

	HASH_FIND(hh, importing->spoiled, &id, sizeof(id), spoiled);
	return spoiled != NULL;
}

struct new_site *new_site_find(const struct importing *importing, const char *id)
{
	struct new_site *site = NULL;

	if (id)
		HASH_FIND(hh, importing->sites, id, strlen(id), site);
	return site;
}

enum err new_site_add(struct importing *importing, const char *id, bool spoiled)
{
	struct new_site *site = new_site_find(importing, id);

	if (site || strlen(id) > SITE_ID_MAX || HASH_COUNT(importing->sites) == SITES_MAX)
		return ERR_OK;
	site = calloc(1, sizeof(*site));
	if (!site)
		return ERR_MEMORY;
	memcpy(site->id, id, strlen(id));
	site->spoiled = spoiled;
	HASH_ADD(hh, importing->sites, id, strlen(site->id), site);
	if (HASH_HAS(site))
		return ERR_OK;
	free(site);
	return ERR_MEMORY;
}

void known_finish(struct importing *importing)
{
	struct new_site *site, *next_site;
	struct spoiled *spoiled, *next;

	HASH_ITER(hh, importing->sites, site, next_site)
	{
		HASH_DEL(importing->sites, site);
		free(site);
	}
	HASH_ITER(hh, importing->spoiled, spoiled, next)
	{
		HASH_DEL(importing->spoiled, spoiled);
		free(spoiled);
	}
}
