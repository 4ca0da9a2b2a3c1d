/* How far long work is, on a terminal. */
#ifndef AFTERWORD_SERVER_CLI_PROGRESS_H
#define AFTERWORD_SERVER_CLI_PROGRESS_H

#include <stdbool.h>
#include "base/progress.h"

struct progress_line {
	struct progress progress;
	bool shown; /* standard error is a terminal */
	int percent;
	const char *what;
};

void progress_begin(struct progress_line *line);
void progress_end(struct progress_line *line);

#endif
