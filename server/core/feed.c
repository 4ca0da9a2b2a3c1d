/* See include/core/feed.h. */
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "core/crypto.h"
#include "core/feed.h"
#include "core/thread.h"

enum {
	FEED_BYTES = 512 * 1024, /* of HTML, about */
	NAME_SIZE = 4096,        /* of what has a UUID: a URL, or shorter */
};

/* A UUID of a name that nothing else has. */
static void feed_urn(const char *name, char out[FEED_ID_SIZE])
{
	unsigned char uuid[16];
	char *at = out + snprintf(out, FEED_ID_SIZE, "urn:uuid:");

	crypto_digest(NULL, NULL, "feed", (struct slice){name, strlen(name)}, uuid, sizeof(uuid));
	uuid[6] = (unsigned char)((uuid[6] & 0x0f) | 0x80); /* the version */
	uuid[8] = (unsigned char)((uuid[8] & 0x3f) | 0x80); /* the variant */
	for (size_t i = 0; i < sizeof(uuid); i++)
		at += snprintf(
			at, 4, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", uuid[i]);
}

void feed_entry_id(const char *site, int64_t comment, char out[FEED_ID_SIZE])
{
	char name[NAME_SIZE], id[ID_SIZE];

	id_format(comment, id);
	snprintf(name, sizeof(name), "comment %s %s", id, site);
	feed_urn(name, out);
}

static void feed_name(struct feed *feed, const char *kind, const char *what)
{
	char name[NAME_SIZE];

	snprintf(name, sizeof(name), "%s %s", kind, what);
	feed_urn(name, feed->id);
}

/* A damaged text is nobody's: those that are left close up. */
static void feed_leave_out(struct feed *feed)
{
	size_t count = 0;

	for (size_t i = 0; i < feed->count; i++)
		if (!feed->comments[i].damaged)
			feed->comments[count++] = feed->comments[i];
	feed->count = count;
}

/* Renders the newest, as far as they are not too long together, and looks which text is newest. */
static enum err feed_render(struct feed *feed, struct arena *arena, struct fault *fault)
{
	size_t bytes = 0;

	feed_leave_out(feed);
	for (size_t i = 0; i < feed->count; i++) {
		struct comment *comment = &feed->comments[i];

		if (bytes > FEED_BYTES) {
			feed->count = i;
			break;
		}
		if (comment_render(comment, arena, fault))
			return fault->err;
		bytes += strlen(comment->html);
		if (comment->edited_at > feed->updated)
			feed->updated = comment->edited_at;
	}
	return ERR_OK;
}

static enum err feed_read_failed(struct fault *fault, enum err err)
{
	return fault_set(fault, err, "The comments cannot be read.");
}

enum err feed_of_page(struct store *store, const struct site *site, const char *url,
	struct arena *arena, struct fault *fault, struct feed *feed)
{
	struct page page = {.url = url};
	enum err err = store_page_by_url(store, url, arena, &page);

	if (err && err != ERR_NOT_FOUND)
		return feed_read_failed(fault, err);
	*feed = (struct feed){
		.site = site->id,
		.url = page.url,
		.title = page.title,
		.updated = page.id ? page.created_at : site->created_at,
		.changed_at = page.changed_at,
	};
	feed_name(feed, "page", page.url);
	if (!page.id)
		return ERR_OK;
	err = store_shown_of_page(store, page.id, FEED_LIMIT, arena, &feed->comments, &feed->count);
	return err ? feed_read_failed(fault, err) : feed_render(feed, arena, fault);
}

enum err feed_of_site(struct store *store, const struct site *site, struct arena *arena,
	struct fault *fault, struct feed *feed)
{
	enum err err;

	*feed = (struct feed){.site = site->id, .updated = site->created_at};
	feed_name(feed, "site", site->id);
	err = store_page_newest_change(store, site->id, &feed->changed_at);
	if (!err)
		err = store_shown_of_site(
			store, site->id, FEED_LIMIT, arena, &feed->comments, &feed->count);
	return err ? feed_read_failed(fault, err) : feed_render(feed, arena, fault);
}
