/* See include/core/identity.h. */
#include <string.h>

#include "core/identity.h"

enum scope identity_scope(const struct identity *identity)
{
	int scope = SCOPE_NONE;

	for (size_t i = 0; i < identity->grant_count; i++)
		if (identity->grants[i].scope > scope)
			scope = identity->grants[i].scope;
	return (enum scope)scope;
}

/* Whether the grant is enough for what is asked. */
static bool grant_counts(const struct identity *identity, const struct grant *grant)
{
	return grant->scope >= (int)identity->needed;
}

bool identity_has(const struct identity *identity, const char *site)
{
	for (size_t i = 0; i < identity->grant_count; i++) {
		const struct grant *grant = &identity->grants[i];

		if (grant_counts(identity, grant) &&
			(!grant->site || (site && strcmp(grant->site, site) == 0)))
			return true;
	}
	return false;
}

enum err identity_may(const struct identity *identity, const char *site, struct fault *fault)
{
	if (identity_has(identity, site))
		return ERR_OK;
	return fault_set(fault, ERR_FORBIDDEN, "%s has no scope %s on %s.",
		identity->name ? identity->name : "Nobody", scope_names[identity->needed],
		site ? "this site" : "all sites");
}

enum err identity_site(
	const struct identity *identity, const char *asked, struct fault *fault, const char **site)
{
	const char *only = NULL;
	size_t count = 0;

	if (asked) {
		*site = asked;
		return identity_may(identity, asked, fault);
	}
	for (size_t i = 0; i < identity->grant_count; i++) {
		const struct grant *grant = &identity->grants[i];

		if (!grant_counts(identity, grant))
			continue;
		if (!grant->site) {
			*site = NULL;
			return ERR_OK;
		}
		only = grant->site;
		count++;
	}
	if (count > 1)
		return fault_field(fault, "site", "required", "Name one of your %zu sites.", count);
	*site = only;
	return only ? ERR_OK : identity_may(identity, NULL, fault);
}

enum err identity_one_site(
	const struct identity *identity, const char *asked, struct fault *fault, const char **site)
{
	enum err err = identity_site(identity, asked, fault, site);

	return err || *site ? err : fault_field(fault, "site", "required", "Name the site.");
}
