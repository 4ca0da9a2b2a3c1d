/* Ids in the order of time. See include/base/id.h. */
#include <string.h>

#include "base/id.h"

enum { COUNTER_BITS = 15, NODE_BITS = 6, TIME_SHIFT = COUNTER_BITS + NODE_BITS };

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

int64_t id_next(struct id_source *source, int64_t now)
{
	int64_t node = (int64_t)source->node << COUNTER_BITS;
	int64_t id = now << TIME_SHIFT | node;

	if (id <= source->last) {
		/* same millisecond, or a clock that went back: count on from the last one */
		int64_t time = source->last >> TIME_SHIFT;
		int64_t counter = source->last & ((1 << COUNTER_BITS) - 1);

		if (counter == (1 << COUNTER_BITS) - 1) {
			time++;
			counter = -1;
		}
		id = time << TIME_SHIFT | node | (counter + 1);
		if (id <= source->last) /* the last one was another node's */
			id = (time + 1) << TIME_SHIFT | node;
	}
	source->last = id;
	return id;
}

int64_t id_time(int64_t id)
{
	return id >> TIME_SHIFT;
}

int64_t id_at(int64_t time)
{
	if (time <= 0)
		return 0;
	return time > INT64_MAX >> TIME_SHIFT ? INT64_MAX : time << TIME_SHIFT;
}

void id_format(int64_t id, char out[ID_SIZE])
{
	uint64_t rest = (uint64_t)id;

	for (int i = ID_LENGTH - 1; i >= 0; i--) {
		out[i] = digits[rest & 31];
		rest >>= 5;
	}
	out[ID_LENGTH] = '\0';
}

/* The value of a digit, or -1. */
static int id_digit(char c)
{
	const char *at;

	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	if (c == 'o')
		c = '0';
	if (c == 'i' || c == 'l')
		c = '1';
	at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

bool id_parse(const char *from, int64_t *id)
{
	uint64_t value = 0;

	if (strlen(from) != ID_LENGTH)
		return false;
	for (int i = 0; i < ID_LENGTH; i++) {
		int digit = id_digit(from[i]);

		if (digit < 0 || (i == 0 && digit > 7))
			return false;
		value = value << 5 | (uint64_t)digit;
	}
	if (value == 0 || value > INT64_MAX)
		return false;
	*id = (int64_t)value;
	return true;
}

void id_encode(const unsigned char *from, size_t length, char *out)
{
	base32_encode(digits, from, length, out);
}

void base32_encode(
	const char alphabet[BASE32_SIZE], const unsigned char *from, size_t length, char *out)
{
	unsigned held = 0;
	int bits = 0;

	for (size_t i = 0; i < length; i++) {
		held = held << 8 | from[i];
		bits += 8;
		while (bits >= 5) {
			bits -= 5;
			*out++ = alphabet[held >> bits & 31];
		}
		held &= (1u << bits) - 1;
	}
	if (bits)
		*out++ = alphabet[held << (5 - bits) & 31];
	*out = '\0';
}
