/* See progress.h. */
#include <stdio.h>
#include <unistd.h>

#include "cli/progress.h"

static void line_tell(void *context, const char *what, int64_t done, int64_t all)
{
	struct progress_line *line = context;
	int percent = all ? (int)(done * 100 / all) : 100;

	if (!line->shown || (percent == line->percent && what == line->what))
		return;
	line->percent = percent;
	line->what = what;
	fprintf(stderr, "\r\033[K%s: %d %%", what, percent);
}

void progress_begin(struct progress_line *line)
{
	*line = (struct progress_line){
		.progress = {line_tell, line}, .shown = isatty(STDERR_FILENO), .percent = -1};
}

void progress_end(struct progress_line *line)
{
	if (line->shown && line->what)
		fputs("\r\033[K", stderr);
	line->what = NULL;
}
