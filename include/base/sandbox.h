/*
 * The sandbox: the process gives up what it does not need, for good (docs/security.md). Privileges
 * first, then files (landlock(7)), then system calls (seccomp(2)). What the kernel or this build
 * does not have is left out.
 *
 * It is entered once, by a process that has no threads yet: later ones inherit it.
 */
#ifndef AFTERWORD_BASE_SANDBOX_H
#define AFTERWORD_BASE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

enum sandbox_mode { SANDBOX_MODE_OFF, SANDBOX_MODE_AUTO, SANDBOX_MODE_REQUIRE, SANDBOX_MODE__MAX };

extern const char *const sandbox_mode_names[]; /* NULL-terminated */

/* What is done with a file, or with the files of a folder and below. */
enum sandbox_use {
	SANDBOX_USE_READ,   /* a file is read */
	SANDBOX_USE_KEEP,   /* files of a folder are made, read, written and removed */
	SANDBOX_USE_REMOVE, /* files of a folder are removed */
	SANDBOX_USE__MAX
};

struct sandbox_place {
	const char *path;
	enum sandbox_use use;
};

/* What is in force. */
struct sandbox {
	int landlock; /* the version of it that the kernel has; 0: none */
	bool seccomp;
};

/* What there would be, in this build and on this kernel. */
void sandbox_look(struct sandbox *sandbox);

/* The places are those of the caller; what the libraries read is known here. */
void sandbox_enter(const struct sandbox_place *places, size_t count, struct sandbox *sandbox);

/* What is missing, for people; NULL: nothing. */
const char *sandbox_lacks(const struct sandbox *sandbox);

#endif
