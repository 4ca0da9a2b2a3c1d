/* See frame.h. */
#include "api/frame.h"
#include "core/url.h"
#include "store/site.h"

enum err frame_ancestors(struct exchange *exchange, const char *site, const char **ancestors)
{
	const char *all = "'self'";
	struct site_origin *origins;
	struct store *store;
	size_t count;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = store_site_origin_list(store, site, &exchange->arena, &origins, &count);
	exchange_store_give(exchange, store);
	for (size_t i = 0; !err && i < count; i++) {
		all = arena_format(&exchange->arena, "%s %s", all, origins[i].origin);
		if (!all)
			err = ERR_MEMORY;
	}
	*ancestors = all;
	return err ? fault_set(&exchange->fault, err, "The site cannot be read.") : ERR_OK;
}

const char *frame_ancestors_of_page(struct exchange *exchange, const char *page)
{
	const struct fault fault = exchange->fault;
	struct fault ignored = FAULT_NONE;
	const char *ancestors;
	struct site site;
	struct url url;

	if (url_page(page, "page", &exchange->arena, &ignored, &url) ||
		sites_find(
			exchange->service->sites, url.origin, &exchange->arena, &ignored, &site) ||
		frame_ancestors(exchange, site.id, &ancestors))
		ancestors = "'none'";
	exchange->fault = fault; /* what the page tells */
	return ancestors;
}
