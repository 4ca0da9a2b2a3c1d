/* Compressed bodies: which coding somebody takes (RFC 9110, section 12.5.3), and making them. */
#ifndef AFTERWORD_SERVER_HTTP_PACKING_H
#define AFTERWORD_SERVER_HTTP_PACKING_H

#include <stdbool.h>
#include <stddef.h>
#include "base/compiler.h"

/* In the order of what is wanted least. */
enum packing {
	PACKING_NONE,
	PACKING_GZIP,   /* RFC 1952 */
	PACKING_BROTLI, /* RFC 7932 */
	PACKING__MAX
};

/* The one wanted most of those that an Accept-Encoding header (may be NULL) takes. */
enum packing packing_taken(const char *accept_encoding);

/* What Content-Encoding calls it; NULL: nothing is packed. */
const char *packing_name(enum packing packing);

/*
 * Packs the bytes, into malloc's; false when they would not be smaller. `lasting`: they are packed
 * once for ever, as well as can be.
 */
bool packing_pack(enum packing packing, bool lasting, const char *from, size_t length, char **out,
	size_t *out_length) MUST_CHECK;

#endif
