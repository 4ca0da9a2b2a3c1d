/* See include/base/hex.h. */
#include "base/hex.h"

static const char digits[] = "0123456789abcdef";

void hex_write(const void *from, size_t size, char *out)
{
	const unsigned char *bytes = from;

	for (size_t i = 0; i < size; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
}

/* -1: it is none. */
static int digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	digit |= 0x20; /* in lower case */
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool hex_read(const char *from, size_t size, void *out)
{
	unsigned char *bytes = out;

	for (size_t i = 0; i < size; i++) {
		int high = digit_value(from[2 * i]);
		int low = high < 0 ? -1 : digit_value(from[2 * i + 1]);

		if (low < 0)
			return false;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}
