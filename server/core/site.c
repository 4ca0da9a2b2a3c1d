/* See include/core/site.h. */
#include "core/crypto.h"
#include "core/site.h"

enum err site_make(struct store *store, const char *id, enum site_policy policy, int64_t now)
{
	char salt[SITE_SALT_SIZE];
	const struct site site = {
		.id = id,
		.policy = policy,
		.salt = {salt, sizeof(salt)},
		.created_at = now,
	};

	crypto_random(salt, sizeof(salt));
	return store_site_insert(store, &site);
}

enum err site_ensure(struct store *store, const char *id, const char *origin, int64_t now,
	struct arena *arena, struct fault *fault)
{
	struct site site;
	enum err err = store_site_find(store, id, arena, &site);

	if (err == ERR_NOT_FOUND)
		err = site_make(store, id, SITE_POLICY_HOLD, now);
	if (!err)
		err = store_site_origin_insert(store, id, origin);
	if (err && err != ERR_CONFLICT)
		return fault_set(
			fault, err, "The site %s cannot be made: %s.", id, err_info(err)->title);
	return ERR_OK;
}
