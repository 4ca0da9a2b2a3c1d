/*
 * Which copies of pages a folder has: its index.json, in memory. A copy is called SITE/NAME, and is
 * these files: SITE/NAME.html, .json and .atom. It is found by all URLs of its page.
 *
 * What is dropped stays on a list until copies_dropped has told it, so that files go after the
 * index names them no more.
 */
#ifndef AFTERWORD_SERVER_CLI_COPIES_H
#define AFTERWORD_SERVER_CLI_COPIES_H

#include "cli/folder.h"
#include "core/page.h"

/* a site's id (at most 40), a slash, a page's name, and a NUL */
enum { COPY_SITE_SIZE = 41, COPY_SIZE = COPY_SITE_SIZE + PAGE_NAME_SIZE };

struct copies;

/*
 * Those that the folder's index tells of, all of them old. Refuses an index that is none of ours:
 * by it files are removed.
 */
enum err copies_read(const struct folder *folder, struct copies **copies) MUST_CHECK;
void copies_destroy(struct copies *copies);

void copy_name(const char *site, const char *url, char out[COPY_SIZE]);

/* There is a copy of this name now, and it is not old. */
enum err copies_put(
	struct copies *copies, const char *name, const char *const urls[], size_t count) MUST_CHECK;
void copies_drop(struct copies *copies, const char *name);
void copies_drop_old(struct copies *copies);

size_t copies_count(const struct copies *copies);
bool copies_has_site(const struct copies *copies, const char *site);

/* Writes the index where it has changed. */
enum err copies_write(
	struct copies *copies, const struct folder *folder, size_t *written) MUST_CHECK;

/* Takes one of the dropped off the list; false: none is left. */
bool copies_dropped(struct copies *copies, char name[COPY_SIZE]);

#endif
