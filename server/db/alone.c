/*
 * See include/db/alone.h. Which bytes SQLite locks is part of its file format, so that they cannot
 * change: https://www.sqlite.org/fileformat2.html, section 1.2, and the comment on PENDING_BYTE in
 * its os.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "db/alone.h"

enum { LOCK_FIRST = 0x40000000, LOCK_BYTES = 2 + 510 }; /* pending, reserved, shared */

static struct flock lock_of_all(void)
{
	return (struct flock){
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = LOCK_FIRST,
		.l_len = LOCK_BYTES,
	};
}

/* Who is in the way, as far as the system tells. */
static enum err lock_refused(const char *path, int fd, struct fault *fault)
{
	struct flock lock = lock_of_all();

	if (fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK && lock.l_pid > 0)
		return fault_set(fault, ERR_STORE_BUSY,
			"%s is in use by process %d; stop the server first.", path,
			(int)lock.l_pid);
	return fault_set(fault, ERR_STORE_BUSY,
		"%s is in use by another program; stop the server first.", path);
}

enum err db_alone(const char *path, struct fault *fault, int *out)
{
	struct flock lock = lock_of_all();
	int fd = open(path, O_RDWR | O_CLOEXEC);
	enum err err;

	if (fd < 0)
		return fault_set(fault, errno == ENOENT ? ERR_STORE_MISSING : ERR_STORE_READ_ONLY,
			"%s: %s.", path, strerror(errno));
	/* a lock of the descriptor, not of the process: see fcntl(2) */
	if (fcntl(fd, F_OFD_SETLK, &lock) == 0) {
		*out = fd;
		return ERR_OK;
	}
	if (errno == EAGAIN || errno == EACCES)
		err = lock_refused(path, fd, fault);
	else
		err = fault_set(
			fault, ERR_STORE_FAILED, "%s cannot be locked: %s.", path, strerror(errno));
	close(fd);
	return err;
}
