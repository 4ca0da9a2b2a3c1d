/* See shared_cache.h. */
#include "api/shared_cache.h"
#include "core/page.h"

enum { HEADER_MAX = 512 };

static void key_add(struct text *keys, const char *separator, const char *kind, const char *what)
{
	if (what)
		text_add_format(keys, "%safterword-%s%s", separator, kind, what);
}

static void keys_header(struct exchange *exchange, const char *name, const char *separator,
	const struct shared_cache_of *of)
{
	struct text keys;
	char page[PAGE_NAME_SIZE];
	const char *value = NULL;

	if (of->page)
		page_name(of->page, page);
	text_init(HEADER_MAX, &keys);
	text_add_string(&keys, "afterword");
	key_add(&keys, separator, "site-", of->site);
	key_add(&keys, separator, "page-", of->page ? page : NULL);
	key_add(&keys, separator, "", of->list);
	if (!text_status(&keys))
		value = arena_copy(&exchange->arena, keys.at, keys.length);
	if (value)
		answer_header(exchange, name, value);
	text_finish(&keys);
}

void shared_cache_allow(struct exchange *exchange, int max_age, const struct shared_cache_of *of)
{
	long long seconds = exchange->service->settings->cache_seconds;
	const char *control;

	if (!seconds)
		return;
	control = arena_format(
		&exchange->arena, "public, max-age=%d, s-maxage=%lld", max_age, seconds);
	if (!control)
		return;
	answer_header(exchange, "Cache-Control", control);
	keys_header(exchange, "Surrogate-Key", " ", of);
	keys_header(exchange, "Cache-Tag", ",", of);
}
