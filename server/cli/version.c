/* afterword version */
#include <stdio.h>

#include "cli/command.h"

enum err command_version(struct command_line *line)
{
	enum err err = command_read(line, NULL, 0, NULL, 0);

	if (!err)
		puts("afterword " AFTERWORD_VERSION);
	return err;
}
