/* See include/api/copy.h. */
#include "api/copy.h"
#include "api/asked.h"
#include "api/atom.h"
#include "api/comments.h"
#include "api/feeds.h"
#include "api/thread_page.h"

enum err copy_fragment(const struct site *site, const struct thread *thread, const char *server,
	const struct language *language, struct arena *arena, struct text *out)
{
	struct asked asked = {
		.page = thread->page.url,
		.url = {.text = thread->page.url},
		.site = *site,
		.language = language,
		.lead =
			{
				.server = server,
				.thread = arena_format(arena, "%s/comments", server),
				.article = thread->page.url,
				.query = language == languages ? "" : language->query,
				.formless = true,
			},
	};
	/* without a form the section asks for nothing but this */
	struct exchange exchange = {.language = language, .state = &asked};

	if (!asked.lead.thread)
		return ERR_MEMORY;
	thread_section_add(out, &exchange, thread, NULL);
	return text_status(out);
}

void copy_json(const struct site *site, const struct thread *thread, struct text *out)
{
	struct json_writer json;

	json_init(out, &json);
	thread_put(&json, site, thread, NULL);
	text_add_char(out, '\n');
}

enum err copy_feed(const struct feed *feed, const char *server, const char *hub,
	struct arena *arena, struct text *out)
{
	const char *self = feed_url(feed, server, arena);

	if (!self)
		return ERR_MEMORY;
	atom_add(out, feed, self, hub);
	return text_status(out);
}
