/*
 * Having a database's file for oneself. Whoever has it open in SQLite and has read from it holds a
 * lock of SQLite's on it, in WAL mode until they close it; so it shows whether a server runs,
 * a command, or SQLite's own shell, also when the file is damaged. While one is alone with it
 * nobody else can open it: they wait, and then are told that it is locked.
 *
 * Not for a process that has the file open in SQLite itself: POSIX takes that one's locks away when
 * any descriptor of the file is closed (https://www.sqlite.org/howtocorrupt.html, section 2.2).
 */
#ifndef AFTERWORD_DB_ALONE_H
#define AFTERWORD_DB_ALONE_H

#include "base/err.h"

/*
 * `fd` is to be closed at the end. STORE_BUSY: somebody has it; STORE_MISSING: there is no such
 * file.
 */
enum err db_alone(const char *path, struct fault *fault, int *fd) MUST_CHECK;

#endif
