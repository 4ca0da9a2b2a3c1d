/* The machine that the server runs on: its disk, what the process has of it. */
#ifndef AFTERWORD_CORE_MACHINE_H
#define AFTERWORD_CORE_MACHINE_H

#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"

struct machine_disk {
	int64_t database, log; /* bytes of the file, and of its write-ahead log */
	int64_t free;          /* that the process may use */
};

/* The disk of a database. False: it cannot be looked at. */
bool machine_disk(const char *database, struct machine_disk *disk) MUST_CHECK;

/* Bytes that shall be free: so many, and room for a copy of the database. */
int64_t machine_disk_reserve(const struct machine_disk *disk, int64_t reserve);

/* Files that the process may have open: at most, and as far as it may raise that itself. */
void machine_files(int64_t *now, int64_t *most);

/* Processor time that it has used, in microseconds. */
int64_t machine_processor_time(void);

/*
 * Bytes of memory that it has in use; 0: it cannot be told. By a descriptor that is opened before
 * the sandbox is entered, and is the caller's to close; -1: there is none.
 */
int machine_memory_open(void);
int64_t machine_memory(int fd);

#endif
