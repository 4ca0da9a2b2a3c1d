/*
 * A file made smaller, and back: Zstandard (RFC 8878), which `zstd -d` reads, too. Both ways it is
 * told how long the plain file is and what its digest is. The one room that knows libzstd.
 */
#ifndef AFTERWORD_CORE_PACK_H
#define AFTERWORD_CORE_PACK_H

#include "base/progress.h"
#include "core/crypto.h"

/* An open file, and its name for people. */
struct pack_file {
	int fd;
	const char *path;
};

struct packed {
	int64_t size; /* of the plain file */
	unsigned char digest[CRYPTO_DIGEST_SIZE];
};

/*
 * From where `from` stands to its end, of `size` bytes (for telling how far it is), to where `to`
 * stands. FOLDER, STORE_FULL, MEMORY.
 */
enum err pack(const struct pack_file *from, const struct pack_file *to, int64_t size,
	const struct progress *progress, struct fault *fault, struct packed *packed) MUST_CHECK;

/* Back again. BACKUP: it is damaged, or would be longer than `size`. */
enum err unpack(const struct pack_file *from, const struct pack_file *to, int64_t size,
	const struct progress *progress, struct fault *fault, struct packed *packed) MUST_CHECK;

#endif
