/* See lead.h. */
#include "api/lead.h"
#include "base/form.h"
#include "base/id.h"

void lead_to_thread(struct text *out, const struct asked *asked, const char *name,
	const char *value, const char *anchor)
{
	const char *between = "?";

	text_add_html(out, asked->lead.thread);
	if (asked->page) {
		text_add_format(out, "%spage=", between);
		form_encode(asked->url.text, out);
		between = "&amp;";
	}
	if (asked->sort) {
		text_add_format(out, "%ssort=%s", between, asked->sort);
		between = "&amp;";
	}
	if (asked->limit) {
		text_add_format(out, "%slimit=%s", between, asked->limit);
		between = "&amp;";
	}
	if (*asked->lead.query) {
		text_add_format(out, "%s%s", between, asked->lead.query + 1);
		between = "&amp;";
	}
	if (name)
		text_add_format(out, "%s%s=%s", between, name, value);
	else if (*between == '?')
		text_add_string(out, between); /* of this page, without what was asked for */
	text_add_string(out, anchor);
}

void lead_to_comment(struct text *out, const struct asked *asked, int64_t comment, bool here)
{
	char id[ID_SIZE];

	id_format(comment, id);
	if (*asked->lead.article)
		text_add_html(out, asked->lead.article);
	else if (!here)
		lead_to_thread(out, asked, "from", id, "");
	text_add_format(out, "#comment-%s", id);
}
