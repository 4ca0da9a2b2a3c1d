/* See atom.h. Whatever was typed, what comes out is well-formed: text_add_xml sees to it. */
#include "api/atom.h"
#include "base/id.h"
#include "base/time.h"

static void element_add(struct text *out, const char *name, const char *value)
{
	text_add_format(out, "<%s>", name);
	text_add_xml(out, value);
	text_add_format(out, "</%s>\n", name);
}

static void time_add(struct text *out, const char *name, int64_t time)
{
	char value[TIME_SIZE];

	time_format(time, value);
	element_add(out, name, value);
}

static void link_add(struct text *out, const char *rel, const char *type, const char *href)
{
	text_add_format(out, "<link rel=\"%s\"", rel);
	if (type)
		text_add_format(out, " type=\"%s\"", type);
	text_add_string(out, " href=\"");
	text_add_xml(out, href);
	text_add_string(out, "\"/>\n");
}

/* The end of a tag: the address of a comment in its article. */
static void permalink_add(struct text *out, const struct comment *comment, int64_t id)
{
	char anchor[ID_SIZE];

	id_format(id, anchor);
	text_add_string(out, " type=\"text/html\" href=\"");
	text_add_xml(out, comment->page_url);
	text_add_format(out, "#comment-%s\"/>\n", anchor);
}

static const char *title_of(const char *title, const char *url)
{
	return title ? title : url;
}

static void author_add(struct text *out, const struct comment *comment)
{
	text_add_string(out, "<author>\n");
	element_add(out, "name", comment->name);
	if (comment->website)
		element_add(out, "uri", comment->website);
	text_add_string(out, "</author>\n");
}

static void entry_add(struct text *out, const struct comment *comment)
{
	char id[FEED_ID_SIZE];

	feed_entry_id(comment->site, comment->id, id);
	text_add_string(out, "<entry>\n");
	element_add(out, "id", id);
	text_add_string(out, "<title>");
	text_add_xml(out, comment->name);
	text_add_string(out, " on ");
	text_add_xml(out, title_of(comment->page_title, comment->page_url));
	text_add_string(out, "</title>\n");
	time_add(out, "published", comment->created_at);
	time_add(out, "updated", comment->edited_at);
	author_add(out, comment);
	text_add_string(out, "<link rel=\"alternate\"");
	permalink_add(out, comment, comment->id);
	if (comment->parent) {
		feed_entry_id(comment->site, comment->parent, id);
		text_add_format(out, "<thr:in-reply-to ref=\"%s\"", id);
		permalink_add(out, comment, comment->parent);
	}
	text_add_string(out, "<content type=\"html\">");
	text_add_xml(out, comment->html);
	text_add_string(out, "</content>\n</entry>\n");
}

void atom_add(struct text *out, const struct feed *feed, const char *self, const char *hub)
{
	text_add_string(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
			     "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
			     "xmlns:thr=\"http://purl.org/syndication/thread/1.0\">\n");
	element_add(out, "id", feed->id);
	text_add_string(out, "<title>Comments on ");
	text_add_xml(out, feed->url ? title_of(feed->title, feed->url) : feed->site);
	text_add_string(out, "</title>\n");
	time_add(out, "updated", feed->updated);
	text_add_string(
		out, "<generator version=\"" AFTERWORD_VERSION "\">Afterword</generator>\n");
	link_add(out, "self", "application/atom+xml", self);
	if (feed->url)
		link_add(out, "alternate", "text/html", feed->url);
	if (hub)
		link_add(out, "hub", NULL, hub);
	for (size_t i = 0; i < feed->count; i++)
		entry_add(out, &feed->comments[i]);
	text_add_string(out, "</feed>\n");
}
