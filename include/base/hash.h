/*
 * Hash tables: uthash (https://troydhanson.github.io/uthash/userguide.html). Left to itself it ends
 * the process where there is no memory for a row; here the row is not added, and HASH_HAS tells.
 */
#ifndef AFTERWORD_BASE_HASH_H
#define AFTERWORD_BASE_HASH_H

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

/* After HASH_ADD…: whether the row is in the table. If not it is the caller's, as before. */
#define HASH_HAS(row) ((row)->hh.tbl != NULL)

#endif
