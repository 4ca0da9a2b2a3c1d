/* afterword key: the secret key, as a file. */
#include <stdio.h>

#include "cli/command.h"
#include "core/keys.h"

static enum err key_print(const char *path, struct command_line *line)
{
	struct keys *keys;
	enum err err = keys_open(path, false, line->fault, &keys);

	if (err)
		return err;
	printf("%s: key %s\n", path, keys_id(keys));
	keys_close(keys);
	return ERR_OK;
}

static enum err key_new(struct command_line *line)
{
	const char *path;
	enum err err = command_read(line, NULL, 0, &path, 1);

	if (!err)
		err = keys_create(path, line->fault);
	return err ? err : key_print(path, line);
}

static enum err key_show(struct command_line *line)
{
	const char *path;
	enum err err = command_read(line, NULL, 0, &path, 1);

	return err ? err : key_print(path, line);
}

enum err command_key(struct command_line *line)
{
	static const struct command_verb verbs[] = {{"new", key_new}, {"show", key_show}};

	return command_verbs(line, "key", verbs, ARRAY_SIZE(verbs));
}
