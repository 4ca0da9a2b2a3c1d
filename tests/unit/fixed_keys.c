/* See fixed_keys.h. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixed_keys.h"

struct keys *fixed_keys[2], *fixed_several;

static int write_first(const char *path)
{
	FILE *file = fopen(path, "w");

	if (!file)
		return -1;
	fputs(FIXED_KEY_DIGITS "\n", file);
	return fclose(file) || chmod(path, 0600);
}

int fixed_keys_start(void **state)
{
	char folder[] = "/tmp/afterword-keys-XXXXXX", path[2][64];
	struct fault fault = FAULT_NONE;

	(void)state;
	if (crypto_start() || !mkdtemp(folder))
		return -1;
	for (int i = 0; i < 2; i++) {
		snprintf(path[i], sizeof(path[i]), "%s/%d.key", folder, i);
		if ((i == 0 && write_first(path[i])) ||
			keys_open(path[i], true, &fault, &fixed_keys[i]))
			return -1;
		if (i == 0 && (keys_add(path[i], &fault) ||
				      keys_open(path[i], false, &fault, &fixed_several)))
			return -1;
		unlink(path[i]);
	}
	return rmdir(folder);
}

int fixed_keys_stop(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++)
		keys_close(fixed_keys[i]);
	keys_close(fixed_several);
	return 0;
}
