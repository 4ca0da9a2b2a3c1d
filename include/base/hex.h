/* Bytes as hexadecimal digits (RFC 4648, section 8), in lower case. */
#ifndef AFTERWORD_BASE_HEX_H
#define AFTERWORD_BASE_HEX_H

#include <stdbool.h>
#include <stddef.h>

/* Twice as many digits, and a NUL. */
void hex_write(const void *from, size_t size, char *out);

/* So many bytes of digits in either case; false when there is something else among them. */
bool hex_read(const char *from, size_t size, void *out);

#endif
