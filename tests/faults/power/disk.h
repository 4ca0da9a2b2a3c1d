/*
 * A disk that loses power. A VFS below the server's own writes down what reaches the files of one
 * folder and in which order: writes, truncations, syncs, what is made and removed. Of that an
 * image is made, as it may be after a power cut at any place in it:
 *
 *   1. what was written before the last sync of its file is there;
 *   2. of what was written after it each write is there, or not, or each of its sectors is or is
 *      not, in any order; where a file has grown without its bytes there is anything;
 *   3. a file that was made or removed is, once its folder was synced; before, perhaps.
 *
 * The folder of a file is synced where SQLite does so on Unix: with the first sync of a journal
 * or of a log since it was opened so that it could be made, and with the removal of a journal.
 * Nothing is synced in truth, so that a thousand cuts take seconds. One disk at a time is written
 * down.
 */
#ifndef AFTERWORD_TESTS_DISK_H
#define AFTERWORD_TESTS_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct disk;

/* Goes below every database that is opened from now on. Once, before the first. */
void disk_install(uint64_t seed);

/* Begins with the files that the folder has, all of them durable, and writes down from here on. */
struct disk *disk_begin(const char *folder);

/* What comes is no more written down. */
void disk_end(struct disk *disk);
void disk_destroy(struct disk *disk);

/* How much has been written down; a place to cut at. From any thread. */
size_t disk_length(struct disk *disk);

/*
 * Fills an empty folder with what is left when the power goes at that place. Cuts of one disk come
 * in the order of their places. The numbers come from `seed` alone.
 */
void disk_cut(struct disk *disk, size_t at, uint64_t seed, const char *folder);

/* All of a file, to be freed. */
unsigned char *disk_load(const char *path, size_t *size);

/* The next number from `state`, below a bound. */
size_t random_below(uint64_t *state, size_t bound);

#endif
