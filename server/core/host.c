/* Hosts, by libidn2 where they are not ASCII. See host.h. */
#include <arpa/inet.h>
#include <idn2.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "core/host.h"

/*
 * A code point beyond ASCII takes at most 4 bytes and gives at least one character of the
 * A-label. What is mapped to nothing (soft hyphens) may make a host longer: such are refused.
 */
enum { UNICODE_LIMIT = 4 * HOST_LIMIT };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_label_char(char c)
{
	return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_';
}

static bool label_valid(const char *label, size_t length)
{
	if (length < 1 || length > HOST_LABEL_LIMIT)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!is_label_char(label[i]))
			return false;
	return label[0] != '-' && label[length - 1] != '-';
}

/* Would a browser take the name for an IPv4 address because of its last label? */
static bool label_is_number(const char *label)
{
	if (label[0] == '0' && label[1] == 'x')
		return label[2 + strspn(label + 2, "0123456789abcdef")] == '\0';
	return label[strspn(label, "0123456789")] == '\0';
}

static bool name_valid(const char *name)
{
	const char *label = name;

	for (;;) {
		size_t length = strcspn(label, ".");

		if (!label_valid(label, length))
			return false;
		if (label[length] == '\0')
			return !label_is_number(label);
		label += length + 1;
	}
}

/*
 * As browsers do it: UTS #46, nontransitional. The round trip would ask of A-labels, beyond what
 * UTS #46 asks, that IDNA 2008 allows them; but sites with such names, emoji mostly, exist.
 */
enum { IDN_FLAGS = IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT | IDN2_NO_ALABEL_ROUNDTRIP };

/* Anything that needs a look at Unicode: also A-labels, since not every xn-- is one. */
static bool name_is_idn(struct slice name)
{
	for (size_t i = 0; i < name.length; i++) {
		bool starts = i == 0 || name.at[i - 1] == '.';

		if ((unsigned char)name.at[i] >= 0x80)
			return true;
		if (starts && name.length - i >= 4 && strncasecmp(name.at + i, "xn--", 4) == 0)
			return true;
	}
	return false;
}

static enum err name_to_ascii(struct slice from, char host[HOST_LIMIT + 1])
{
	char name[UNICODE_LIMIT + 1];
	char *ascii;
	size_t length;
	int status;

	if (from.length > UNICODE_LIMIT || memchr(from.at, '\0', from.length))
		return ERR_INVALID_INPUT;
	memcpy(name, from.at, from.length);
	name[from.length] = '\0';
	status = idn2_to_ascii_8z(name, &ascii, IDN_FLAGS);
	if (status != IDN2_OK)
		return status == IDN2_MALLOC ? ERR_MEMORY : ERR_INVALID_INPUT;
	length = strlen(ascii);
	if (length <= HOST_LIMIT)
		memcpy(host, ascii, length + 1);
	idn2_free(ascii);
	return length <= HOST_LIMIT ? ERR_OK : ERR_INVALID_INPUT;
}

/* The name as it would be compared, not yet judged. */
static enum err name_lower(struct slice from, char host[HOST_LIMIT + 1])
{
	if (name_is_idn(from))
		return name_to_ascii(from, host);
	if (from.length > HOST_LIMIT)
		return ERR_INVALID_INPUT;
	for (size_t i = 0; i < from.length; i++) {
		char c = from.at[i];

		host[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	host[from.length] = '\0';
	return ERR_OK;
}

enum err host_name(struct slice from, char host[HOST_LIMIT + 1])
{
	enum err err = name_lower(from, host);

	return err || name_valid(host) ? err : ERR_INVALID_INPUT;
}

/* `from` begins with a bracket. */
static enum err host_ipv6(struct slice from, char host[HOST_LIMIT + 1])
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;
	size_t length;

	if (from.length < 2 || from.at[from.length - 1] != ']' || from.length - 2 >= sizeof(text))
		return ERR_INVALID_INPUT;
	memcpy(text, from.at + 1, from.length - 2);
	text[from.length - 2] = '\0';
	if (inet_pton(AF_INET6, text, &address) != 1)
		return ERR_INVALID_INPUT;
	/* a dot in what comes out: IPv4 dressed as IPv6, which browsers spell otherwise */
	if (!inet_ntop(AF_INET6, &address, text, sizeof(text)) || strchr(text, '.'))
		return ERR_INVALID_INPUT;
	length = strlen(text);
	host[0] = '[';
	memcpy(host + 1, text, length);
	memcpy(host + 1 + length, "]", 2);
	return ERR_OK;
}

enum err host_normalise(struct slice from, char host[HOST_LIMIT + 1])
{
	struct in_addr address;
	enum err err;

	if (from.length && from.at[0] == '[')
		return host_ipv6(from, host);
	err = name_lower(from, host);
	if (err)
		return err;
	/* inet_pton reads four decimals without leading zeros, and nothing else */
	if (inet_pton(AF_INET, host, &address) == 1 || name_valid(host))
		return ERR_OK;
	return ERR_INVALID_INPUT;
}
