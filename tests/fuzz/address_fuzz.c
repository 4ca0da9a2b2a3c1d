/*
 * Whatever text comes, an email address that is accepted is in normal form. The laws:
 *
 * 1. Normalising what was normalised changes nothing.
 * 2. It has one @ with a local part of 1 to 64 octets before it and a domain with a dot after
 *    it, and 254 octets at most.
 * 3. It holds no blank, no control, direction or invisible character and no capital of ASCII.
 * 4. The domain is ASCII.
 * 5. Capitals and blanks around it make no difference.
 * 6. A fault says nothing of what was refused.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "core/address.h"

static void check_normal(const char *address)
{
	size_t length = strlen(address);
	const char *at = strchr(address, '@');
	size_t size;

	assert(length <= ADDRESS_LIMIT && at && !strchr(at + 1, '@'));
	assert(at > address && at - address <= ADDRESS_LOCAL_LIMIT);
	assert(strchr(at, '.') && at[1] != '.' && address[length - 1] != '.');
	for (size_t i = 0; i < length; i += size) {
		int32_t c = utf8_next(address + i, length - i, &size);

		assert(!utf8_is_space(c) && !utf8_is_control(c) && !utf8_is_direction(c));
		assert(!utf8_is_invisible(c) && !(c >= 'A' && c <= 'Z'));
		assert(c < 0x80 || address + i < at);
	}
}

static void check_same(const char *from, const char *want, struct arena *arena)
{
	struct fault fault = FAULT_NONE;
	const char *address;

	assert(address_normalise(from, "email", arena, &fault, &address) == ERR_OK);
	assert(strcmp(address, want) == 0);
}

/* The detail is one of the sentences of address.c, whatever was sent. */
static void check_fault(const struct fault *fault)
{
	assert(fault->err == ERR_INVALID_INPUT && fault->count == 1);
	for (const char *c = fault->fields[0].detail; *c; c++)
		assert(*c >= ' ' && *c < 0x7f);
	assert(strncmp(fault->fields[0].detail, "Give an email address", 21) == 0 ||
		strncmp(fault->fields[0].detail, "Write a name, an @ and a domain", 31) == 0 ||
		strncmp(fault->fields[0].detail, "Before the @, use letters", 25) == 0 ||
		strncmp(fault->fields[0].detail, "After the @, write a domain", 27) == 0);
}

static void check_loud(const char *address, struct arena *arena)
{
	char *loud = arena_format(arena, " \t%s\r\n", address);

	assert(loud);
	for (char *c = loud; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	check_same(loud, address, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	struct arena arena;
	const char *address;
	char *from;

	if (!utf8_valid((const char *)data, size))
		return 0;
	arena_init(64 * 1024 + size, &arena);
	from = arena_copy(&arena, data, size);
	assert(from);
	if (address_normalise(from, "email", &arena, &fault, &address)) {
		check_fault(&fault);
	} else {
		check_normal(address);
		check_same(address, address, &arena);
		check_loud(address, &arena);
	}
	arena_finish(&arena);
	return 0;
}
