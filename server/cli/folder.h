/*
 * A folder that a command fills: files appear whole or not at all, and readable by everybody. Names
 * are the command's own: `site` is a folder in it (NULL: the folder itself), `name` a file.
 */
#ifndef AFTERWORD_SERVER_CLI_FOLDER_H
#define AFTERWORD_SERVER_CLI_FOLDER_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

struct folder {
	int fd;
	const char *path;
	struct fault *fault;
};

/* Makes it where it is not there. BUSY: another program fills it. */
enum err folder_open(const char *path, struct fault *fault, struct folder *folder) MUST_CHECK;
void folder_close(struct folder *folder);

/* A file of its own, at most `limit` bytes; NULL: there is none. */
enum err folder_read(const struct folder *folder, const char *name, size_t limit,
	struct arena *arena, const char **content) MUST_CHECK;

/* Durable when it returns. `*written` counts up where the file was another before. */
enum err folder_write(const struct folder *folder, const char *site, const char *name,
	const struct text *content, size_t *written) MUST_CHECK;

/* What is not there is fine. `*removed` counts up where it was. */
enum err folder_remove(const struct folder *folder, const char *site, const char *name,
	size_t *removed) MUST_CHECK;

/* The folder of a site, when nothing is in it. */
void folder_remove_site(const struct folder *folder, const char *site);

#endif
