/*
 * Files of lines, plain or made smaller by gzip (RFC 1952) or Zstandard (RFC 8878), written and
 * read as a stream. What a file is packed with is seen by its first bytes. Uses zlib and libzstd.
 */
#ifndef AFTERWORD_CORE_PACK_LINES_H
#define AFTERWORD_CORE_PACK_LINES_H

#include "core/pack.h"

enum pack_as { PACK_AS_PLAIN, PACK_AS_GZIP, PACK_AS_ZSTD, PACK_AS__MAX };

extern const char *const pack_as_names[]; /* NULL-terminated */

/* By how its name ends: .gz, .zst. */
enum pack_as pack_as_of(const char *path);

/* Longer lines are nobody's. Without the line feed. */
enum { PACK_LINE_MAX = 256 * 1024 };

struct pack_writer;

/* Writes to where `file` stands; it outlives the writer. Errors: FOLDER, STORE_FULL, MEMORY. */
enum err pack_writer_create(const struct pack_file *file, enum pack_as as, struct fault *fault,
	struct pack_writer **writer) MUST_CHECK;
enum err pack_writer_put(struct pack_writer *writer, struct slice bytes) MUST_CHECK;
/* All that is left; nothing may be put after it. Not synced. */
enum err pack_writer_end(struct pack_writer *writer) MUST_CHECK;
void pack_writer_destroy(struct pack_writer *writer);

struct pack_reader;

enum err pack_reader_create(
	const struct pack_file *file, struct fault *fault, struct pack_reader **reader) MUST_CHECK;
/*
 * The next line, valid until the next call. NOT_FOUND: there is none; TOO_LARGE: it is too long
 * and was passed over; EXPORT: the packed file is damaged; FOLDER: it cannot be read.
 */
enum err pack_reader_line(struct pack_reader *reader, struct slice *line) MUST_CHECK;
/* Bytes of the file that were read. */
int64_t pack_reader_done(const struct pack_reader *reader);
void pack_reader_destroy(struct pack_reader *reader);

#endif
