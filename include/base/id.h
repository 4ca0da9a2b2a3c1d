/*
 * Ids: 63 bits, ordered in time. From the top: 42 bits of milliseconds since 1970, 6 bits of
 * node, 15 bits of counter. So a primary key is also the order in time. As text 13 characters
 * of Crockford's base32 in lower case; read in either case, with o, i, l for 0, 1, 1.
 */
#ifndef AFTERWORD_BASE_ID_H
#define AFTERWORD_BASE_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ID_LENGTH = 13, ID_SIZE = ID_LENGTH + 1, ID_NODES = 64 };

/* Used by one thread at a time (the writer's). */
struct id_source {
	int64_t last; /* the newest id known; every new one is greater, whatever the clock does */
	int node;     /* 0 … ID_NODES - 1 */
};

int64_t id_next(struct id_source *source, int64_t now);

/* When it was made. */
int64_t id_time(int64_t id);

/* Not greater than any id of that time or later, greater than all from before. */
int64_t id_at(int64_t time);

void id_format(int64_t id, char out[ID_SIZE]);

/* False when it is not the text of an id. */
bool id_parse(const char *from, int64_t *id);

/* Bytes as Crockford base32 in lower case, five bits a character, with a NUL. */
void id_encode(const unsigned char *from, size_t length, char *out);

/* The same in other digits, without padding (RFC 4648, section 6). */
enum { BASE32_SIZE = 32 + 1 };
void base32_encode(
	const char alphabet[BASE32_SIZE], const unsigned char *from, size_t length, char *out);

#endif
