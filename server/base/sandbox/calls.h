/*
 * Which system calls there are, by seccomp(2). Three kinds: those that a server makes, by table
 * (some with certain arguments alone); those by which nobody but an intruder begins, which end the
 * process; all others are not there (ENOSYS), as on a kernel that is older than the library which
 * tries them (docs/decisions/0021-sandbox.md).
 */
#ifndef AFTERWORD_BASE_SANDBOX_CALLS_H
#define AFTERWORD_BASE_SANDBOX_CALLS_H

#include <stdbool.h>

/* Whether this build and this kernel can do it. */
bool calls_can(void);

/* For all threads of the process, and those that it makes. False: nothing has changed. */
bool calls_enter(void);

#endif
