/* See include/core/change.h. */
#include "core/change.h"
#include "store/site.h"

static const struct grant everything = {.site = NULL, .scope = SCOPE_ADMIN};

const struct identity identity_command = {
	.name = "command",
	.grants = &everything,
	.grant_count = 1,
	.needed = SCOPE_ADMIN,
};

enum err change_record(const struct changing *by, enum change_action action, const char *kind,
	const char *name, const char *site, const char *scope_name)
{
	const struct change change = {
		.id = store_new_id(by->store, by->now),
		.by = by->who->name,
		.action = action,
		.subject = arena_format(by->arena, "%s:%s", kind, name),
		.site = site,
		.scope = scope_name,
		.at = by->now,
	};

	if (!change.subject)
		return ERR_MEMORY;
	return store_change_insert(by->store, &change);
}

enum err change_site(const struct changing *by, const char *site, const char *field)
{
	enum err err = identity_may(by->who, site, by->fault);
	struct site found;

	if (err || !site)
		return err;
	err = store_site_find(by->store, site, by->arena, &found);
	if (err == ERR_NOT_FOUND)
		return fault_field(by->fault, field, "unknown", "There is no site %s.", site);
	return err ? fault_set(by->fault, err, "The site cannot be read.") : ERR_OK;
}
