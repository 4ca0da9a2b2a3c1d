/*
 * Files: all of what is to be written or read, and names that survive a power cut. errno tells why
 * one failed.
 */
#ifndef AFTERWORD_BASE_FILE_H
#define AFTERWORD_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "base/compiler.h"
#include "base/err.h"

enum { FILE_PATH_SIZE = 4096 };

bool file_write(int fd, const void *from, size_t length) MUST_CHECK;

/* As much as there is, up to `length`; -1: failed. */
ssize_t file_read(int fd, void *out, size_t length) MUST_CHECK;

/* The folder that `path` lies in. */
bool file_folder(const char *path, char out[FILE_PATH_SIZE]) MUST_CHECK;

/* Makes the names in that folder durable. */
bool file_sync_folder(const char *path) MUST_CHECK;

/* As root: what was made belongs to whoever has the folder. */
void file_give(const char *path);

/* Makes a file that is not there yet, durably; there is none after a failure. */
bool file_make(const char *path, const void *from, size_t length, mode_t mode) MUST_CHECK;

/*
 * Puts a whole file in the place of one that may be there, durably: at every moment one of the two
 * is there. It belongs to whom the old one did, or the folder does. Uses PATH.new.
 */
bool file_replace(const char *path, const void *from, size_t length, mode_t mode) MUST_CHECK;

/* What is wrong with a file, by errno: STORE_FULL where there is no room, else FOLDER. */
enum err file_failed(struct fault *fault, const char *path);

#endif
