/* afterword embed: the lines that a site puts into its pages. */
#include <stdio.h>

#include "api/embed.h"
#include "cli/command.h"
#include "core/url.h"
#include "store/site.h"

enum { LINES_MAX = 4096 };

static enum err embed_site(struct command_line *line, const char *id)
{
	struct store *store;
	struct site site;
	enum err err = command_store(line, &store);

	if (err)
		return err;
	err = store_site_find(store, id, line->arena, &site);
	store_close(store);
	if (err == ERR_NOT_FOUND)
		return fault_set(line->fault, err, "There is no site %s.", id);
	return err ? fault_set(line->fault, err, "The site cannot be read.") : ERR_OK;
}

enum err command_embed(struct command_line *line)
{
	const char *id, *url = line->settings->public_url;
	bool pinned = false;
	struct text lines;
	const struct command_option options[] = {{"pinned", NULL, &pinned, NULL}};
	enum err err = command_read(line, options, ARRAY_SIZE(options), &id, 1);

	if (!err && !*url)
		err = fault_set(line->fault, ERR_SETTING,
			"public_url is not set: it is where browsers reach this server, as in "
			"https://comments.example.org.");
	if (!err)
		err = url_origin(url, "public_url", line->arena, line->fault, &url);
	if (!err)
		err = embed_site(line, id);
	if (err)
		return err;
	text_init(LINES_MAX, &lines);
	embed_lines(url, id, pinned, &lines);
	err = text_status(&lines);
	if (!err)
		fputs(lines.at, stdout);
	text_finish(&lines);
	return err;
}
