/*
 * A database in the place of another. See include/store/copy.h.
 *
 * What is there gets a second name first, and then the new file takes the first one over, so that
 * the name is never free: a server that is started meanwhile would make an empty database of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "db/alone.h"
#include "store/copy.h"

enum { KEPT_MAX = 99 }; /* in one second */

/* A log without its database is none of the next one's: SQLite would take it for its own. */
static const char *const logs[] = {"-wal", "-journal"};

enum err store_place_take(const char *path, struct fault *fault, struct store_place *place)
{
	struct stat about;
	enum err err = ERR_OK;

	*place = (struct store_place){.path = path, .fd = -1};
	if (stat(path, &about) < 0 && errno == ENOENT)
		return ERR_OK;
	if (!S_ISREG(about.st_mode))
		return fault_set(fault, ERR_STORE_FOREIGN, "%s is not a file.", path);
	err = db_alone(path, fault, &place->fd);
	return err;
}

void store_place_leave(struct store_place *place)
{
	if (place->fd >= 0)
		close(place->fd);
	place->fd = -1;
}

/* A name that is free: that of the second, with a number behind where it is not the first of it. */
static enum err kept_name(
	const char *path, int64_t now, struct fault *fault, char kept[STORE_KEPT_SIZE])
{
	char time[TIME_NAME_SIZE], number[16] = "";

	time_format_name(now, time);
	for (int i = 2; i <= KEPT_MAX + 1; i++) {
		int length = snprintf(
			kept, STORE_KEPT_SIZE, "%.4000s.replaced-%s%s", path, time, number);

		if (length < STORE_KEPT_SIZE && access(kept, F_OK) < 0)
			return ERR_OK;
		snprintf(number, sizeof(number), "-%d", i);
	}
	return fault_set(fault, ERR_FOLDER, "%.200s is there already.", kept);
}

/* Moves the logs along, which are there after a crash only. */
static bool logs_keep(const char *path, const char *kept)
{
	char from[FILE_PATH_SIZE], to[FILE_PATH_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(logs); i++) {
		snprintf(from, sizeof(from), "%.4000s%s", path, logs[i]);
		snprintf(to, sizeof(to), "%.4080s%s", kept, logs[i]);
		if (rename(from, to) < 0 && errno != ENOENT)
			return false;
	}
	snprintf(from, sizeof(from), "%.4000s-shm", path);
	return unlink(from) == 0 || errno == ENOENT;
}

/* Where a file cannot have two names it is moved. */
static bool file_keep(const char *path, const char *kept)
{
	return link(path, kept) == 0 ||
	       ((errno == EPERM || errno == EOPNOTSUPP) && rename(path, kept) == 0);
}

static bool name_take_over(const char *from, const char *path, bool free)
{
	if (!free)
		return rename(from, path) == 0;
	/* somebody else may have made one meanwhile */
	return renameat2(AT_FDCWD, from, AT_FDCWD, path, RENAME_NOREPLACE) == 0 ||
	       (errno == EINVAL && access(path, F_OK) < 0 && rename(from, path) == 0);
}

/* As root: whoever could read the one before can read it. */
static void owner_keep(const struct store_place *place, const char *from)
{
	struct stat about;

	if (place->fd >= 0 && fstat(place->fd, &about) == 0 && geteuid() == 0)
		(void)!chown(from, about.st_uid, about.st_gid);
}

enum err store_place_put(const struct store_place *place, const char *from, int64_t now,
	struct fault *fault, char kept[STORE_KEPT_SIZE])
{
	char *path = realpath(place->path, NULL); /* a link stays one */
	const char *at = path ? path : place->path;
	bool keeps = place->fd >= 0 && store_is_there(at);
	enum err err = kept_name(at, now, fault, kept);

	owner_keep(place, from);
	if (!err && ((keeps && !file_keep(at, kept)) || !logs_keep(at, kept) ||
			    !name_take_over(from, at, place->fd < 0) || !file_sync_folder(at)))
		err = file_failed(fault, at);
	if (!keeps)
		*kept = '\0';
	free(path);
	return err;
}
