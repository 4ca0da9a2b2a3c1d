/* See include/core/forwarding.h. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "core/forwarding.h"

enum {
	FEW = 20,            /* requests of which nothing is concluded: anybody can send headers */
	FILE_SIZE_MAX = 256, /* it is always as long, so that it is written over in one go */
};

const char *const forwarding_names[FORWARDING__MAX] = {
	[FORWARDING_DIRECT] = "direct",
	[FORWARDING_TOLD] = "told",
	[FORWARDING_UNTOLD] = "untold",
	[FORWARDING_UNTRUSTED] = "untrusted",
};

uint64_t forwarded_all(const struct forwarded *forwarded)
{
	uint64_t all = 0;

	for (int how = 0; how < FORWARDING__MAX; how++)
		all += forwarded->requests[how];
	return all;
}

const char *forwarded_wrong(const struct forwarded *forwarded)
{
	const uint64_t *requests = forwarded->requests;
	uint64_t all = forwarded_all(forwarded);

	if (all < FEW)
		return NULL;
	if (requests[FORWARDING_UNTRUSTED] > all / 2)
		return "Most requests say that a proxy has passed them on, and trusted_proxies "
		       "does "
		       "not name it: all readers seem to be one address. Name the proxy there.";
	if (requests[FORWARDING_UNTOLD] > all / 2)
		return "Most requests come by a proxy of trusted_proxies without X-Forwarded-For: "
		       "all readers seem to be one address. Have the proxy set it "
		       "(docs/operations.md).";
	return NULL;
}

static bool forwarded_path(const char *database, char path[FILE_PATH_SIZE])
{
	return snprintf(path, FILE_PATH_SIZE, "%s.proxies", database) < FILE_PATH_SIZE;
}

bool forwarded_keep(const char *database, const struct forwarded *forwarded)
{
	char path[FILE_PATH_SIZE], text[FILE_SIZE_MAX];
	int length = 0, fd;
	bool kept;

	for (int how = 0; how < FORWARDING__MAX; how++)
		length += snprintf(text + length, sizeof(text) - (size_t)length,
			"%-10s%20" PRIu64 "\n", forwarding_names[how], forwarded->requests[how]);
	fd = forwarded_path(database, path) ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;
	if (fd < 0)
		return false;
	kept = file_write(fd, text, (size_t)length);
	close(fd);
	return kept;
}

void forwarded_forget(const char *database)
{
	char path[FILE_PATH_SIZE];

	if (forwarded_path(database, path))
		unlink(path);
}

/* The next line, which is of requests that have come so. */
static bool forwarded_line(FILE *file, enum forwarding how, uint64_t *requests)
{
	char name[16], digits[24], *end;

	if (fscanf(file, "%15s %23s", name, digits) != 2 ||
		strcmp(name, forwarding_names[how]) != 0)
		return false;
	*requests = strtoull(digits, &end, 10);
	return !*end;
}

bool forwarded_load(const char *database, struct forwarded *forwarded)
{
	char path[FILE_PATH_SIZE];
	struct forwarded found;
	FILE *file = forwarded_path(database, path) ? fopen(path, "re") : NULL;
	bool whole = file;

	for (int how = 0; whole && how < FORWARDING__MAX; how++)
		whole = forwarded_line(file, (enum forwarding)how, &found.requests[how]);
	if (file)
		fclose(file);
	if (whole)
		*forwarded = found;
	return whole;
}
