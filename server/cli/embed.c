/* afterword embed: the lines that a site puts into its pages. */
#include <stdio.h>

#include "api/embed.h"
#include "cli/command.h"
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
	struct url_base server;
	const char *id;
	bool pinned = false;
	struct text lines;
	const struct command_option options[] = {{"pinned", NULL, &pinned, NULL}};
	enum err err = command_read(line, options, ARRAY_SIZE(options), &id, 1);

	if (!err)
		err = command_public_url(line, &server);
	if (!err)
		err = embed_site(line, id);
	if (err)
		return err;
	text_init(LINES_MAX, &lines);
	embed_lines(server.text, id, pinned, &lines);
	err = text_status(&lines);
	if (!err)
		fputs(lines.at, stdout);
	text_finish(&lines);
	return err;
}
