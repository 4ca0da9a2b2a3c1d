/* afterword migrate: makes the database, or brings it up to date. */
#include <stdio.h>

#include "cli/command.h"

enum err command_migrate(struct command_line *line)
{
	int applied;
	enum err err = command_read(line, NULL, 0, NULL, 0);

	if (!err)
		err = store_migrate(
			line->settings->database, clock_now(&line->clock), line->fault, &applied);
	if (!err)
		printf("%s: up to date, migrations applied: %d.\n", line->settings->database,
			applied);
	return err;
}
