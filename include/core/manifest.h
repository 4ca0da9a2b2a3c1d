/*
 * What a backup says of itself, in front of what it holds: a line of JSON and, under the server's
 * key, a seal of that line, so that nobody without the key can make or change one. It is a frame of
 * its own that whoever unpacks the file passes over (RFC 8878, section 3.1.2).
 */
#ifndef AFTERWORD_CORE_MANIFEST_H
#define AFTERWORD_CORE_MANIFEST_H

#include "base/input.h"
#include "base/json.h"
#include "core/keys.h"
#include "store/copy.h"

enum { MANIFEST_FORMAT = 1, MANIFEST_SIZE = 8 + 4096, MANIFEST_DIGEST_SIZE = 65 };

struct manifest {
	struct input_integer format; /* MANIFEST_FORMAT */
	const char *version;         /* of the server */
	const char *key;             /* keys_id */
	const char *at;              /* RFC 3339: it has all that was acknowledged by then */
	struct input_integer schema, sites, pages, comments, decisions;
	const char *newest_comment, *newest_decision; /* ids; "": there is none */
	const char *record; /* the seal of the newest decision as `afterword check` says it */
	struct input_integer flaws;  /* what `afterword check` finds wrong with it */
	struct input_integer size;   /* of the database */
	struct input_integer packed; /* of the whole file */
	const char *digest;          /* of the database: BLAKE2b of 32 bytes, hexadecimal */
};

/* What is told of the database itself. Texts in the arena. */
enum err manifest_describe(
	const struct store_facts *facts, struct arena *arena, struct manifest *manifest) MUST_CHECK;

/* The name of the first of these that differs, or NULL; all but the schema, which migrates. */
const char *manifest_difference(const struct manifest *a, const struct manifest *b);

void manifest_put(const struct manifest *manifest, struct json_writer *json);

/* The frame. TOO_LARGE, MEMORY. */
enum err manifest_write(const struct manifest *manifest, const struct keys *keys,
	char out[MANIFEST_SIZE]) MUST_CHECK;

/*
 * Reads the frame at the beginning of a file; texts in the arena. BACKUP: it is none, or was
 * changed; KEY_FILE: it was made under another key. `manifest` is filled in the latter case, too.
 */
enum err manifest_read(int fd, const char *path, const struct keys *keys, struct arena *arena,
	struct fault *fault, struct manifest *manifest) MUST_CHECK;

#endif
