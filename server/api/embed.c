/* See include/api/embed.h. */
#include "api/embed.h"
#include "api/assets.h"

void embed_lines(const char *server, const char *site, bool pinned, struct text *out)
{
	const struct asset *script = asset_find("embed/embed.js");

	text_add_string(out, "<script type=\"module\" src=\"");
	text_add_html(out, server);
	if (pinned)
		text_add_format(out, "%s\" integrity=\"%s\" crossorigin=\"anonymous", script->path,
			script->integrity);
	else
		text_add_string(out, "/embed.js");
	text_add_format(
		out, "\"></script>\n<afterword-comments site=\"%s\"></afterword-comments>\n", site);
}
