/* Which files may be opened, by landlock(7); also no TCP, no signals to others where it can. */
#ifndef AFTERWORD_BASE_SANDBOX_LANDLOCK_H
#define AFTERWORD_BASE_SANDBOX_LANDLOCK_H

#include "base/sandbox.h"

/* The version that the kernel has; 0: none. */
int landlock_version(void);

/*
 * For this thread and those that it makes: nothing but the places, and what the libraries read. A
 * place that is not there is left out. Gives the version that is in force; 0: none, and nothing has
 * changed.
 */
int landlock_enter(const struct sandbox_place *places, size_t count);

#endif
