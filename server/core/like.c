/* See include/core/like.h. */
#include <string.h>

#include "core/like.h"
#include "store/like.h"
#include "store/site.h"

void like_liker(const struct keys *keys, int64_t comment, struct slice network,
	unsigned char liker[LIKER_SIZE])
{
	unsigned char salt[CRYPTO_SALT_SIZE] = {0};

	memcpy(salt, &comment, sizeof(comment));
	keys_hash(keys, KEY_PURPOSE_LIKER, salt, network, liker, LIKER_SIZE);
}

static enum err like_refuse(struct store *store, int64_t comment, struct arena *arena,
	struct fault *fault, struct comment *place)
{
	struct site site;
	enum err err = store_comment_place(store, comment, arena, place);

	if (err == ERR_NOT_FOUND || (!err && place->state != COMMENT_STATE_APPROVED))
		return fault_set(fault, ERR_NOT_FOUND, "There is no such comment.");
	if (!err)
		err = store_site_find(store, place->site, arena, &site);
	if (err)
		return fault_set(fault, err, "The comment cannot be read.");
	if (site.likes == SITE_LIKES_OFF)
		return fault_set(fault, ERR_CONFLICT, "The site has no likes.");
	return ERR_OK;
}

enum err like_store(struct store *store, int64_t comment, bool likes, struct slice liker,
	int64_t now, struct arena *arena, struct fault *fault, struct comment *place, bool *changed)
{
	enum err err = like_refuse(store, comment, arena, fault, place);

	if (err)
		return err;
	err = likes ? store_like_insert(store, comment, liker, now)
		    : store_like_delete(store, comment, liker);
	*changed = !err;
	if (!err || err == (likes ? ERR_CONFLICT : ERR_NOT_FOUND))
		return ERR_OK;
	return fault_set(fault, err, "The like was not stored; send it again.");
}
