/*
 * When the last good backup of a database was begun, in a file beside it, DATABASE.backup: a line
 * in RFC 3339. It is no row, so that making a backup writes nothing into what is backed up. Whoever
 * reads the database may read it.
 */
#ifndef AFTERWORD_CORE_BACKUP_MARK_H
#define AFTERWORD_CORE_BACKUP_MARK_H

#include <stdint.h>
#include "base/err.h"

/* In place of what was marked before. STORE_FULL, FOLDER. */
enum err backup_mark_set(const char *database, int64_t at, struct fault *fault) MUST_CHECK;

/* 0: none that can be read. */
int64_t backup_mark_read(const char *database);

#endif
