/* See include/core/links.h. */
#include <string.h>

#include "core/links.h"
#include "core/markup.h"

/* What markup writes before an address and, since text is escaped, nowhere else. */
static const char opening[] = "<a href=\"";

/* The next link's address, or NULL. */
static const char *link_next(const char *html)
{
	const char *at = strstr(html, opening);

	return at ? at + strlen(opening) : NULL;
}

const char *links_host(const char *url, struct arena *arena)
{
	const char *from = strstr(url, "://");

	from = from ? from + strlen("://") : url;
	/* an IPv6 address has colons, and brackets around it */
	return arena_copy(
		arena, from, *from == '[' ? strcspn(from, "]") + 1 : strcspn(from, ":/?#\""));
}

static enum err hosts_find(const char *html, struct arena *arena, struct links *links)
{
	size_t count = 0;

	for (const char *at = html; (at = link_next(at));)
		count++;
	links->hosts = arena_alloc(arena, count * sizeof(*links->hosts) + 1);
	if (!links->hosts)
		return ERR_MEMORY;
	for (const char *at = html; (at = link_next(at));) {
		const char *host = links_host(at, arena);

		if (!host)
			return ERR_MEMORY;
		links->hosts[links->count++] = host;
	}
	return ERR_OK;
}

enum err links_find(const char *body, struct arena *arena, struct links *links)
{
	struct slice from = {body, strlen(body)};
	struct text html;
	enum err err;

	*links = (struct links){0};
	/* what is behind the letters may be written with backslashes */
	if (!strcasestr(body, "http"))
		return ERR_OK;
	text_init(MARKUP_GROWTH * (from.length + MARKUP_LEAST), &html);
	markup_html(from, &html);
	err = text_status(&html);
	if (!err)
		err = hosts_find(html.at, arena, links);
	text_finish(&html);
	return err;
}
