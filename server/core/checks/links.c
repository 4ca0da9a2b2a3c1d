/* Links in the body, counted as they would be shown. */
#include <string.h>

#include "core/checks/checks.h"
#include "core/markup.h"

enum { SCORE_LINKS = 50 };

/* What markup writes before a link and, since text is escaped, nowhere else. */
static const char opening[] = "<a ";

enum err check_links(struct checking *checking)
{
	const struct check_subject *subject = checking->subject;
	struct slice body = {subject->body, strlen(subject->body)};
	struct text html;
	int64_t links = 0;
	enum err err;

	if (!strstr(subject->body, "://"))
		return ERR_OK;
	text_init(MARKUP_GROWTH * body.length + MARKUP_LEAST * MARKUP_GROWTH, &html);
	markup_html(body, &html);
	err = text_status(&html);
	for (const char *at = html.at; !err && at && (at = strstr(at, opening)); at++)
		links++;
	text_finish(&html);
	if (!err && links > subject->site->links)
		err = found(checking, CHECK_ACTION_NONE, SCORE_LINKS,
			"It has %lld links; the site lets %lld pass.", (long long)links,
			(long long)subject->site->links);
	return err;
}
