/* See assets.h. */
#include <assert.h>
#include <string.h>

#include "api/assets.h"

const struct asset *asset_find(const char *name)
{
	const struct asset *asset = assets;

	while (asset->name && strcmp(asset->name, name) != 0)
		asset++;
	assert(asset->name);
	return asset;
}
