/* See guard.h. */
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/field.h"
#include "http/guard.h"

static const char *const methods[] = {
	"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", NULL};

struct guard {
	struct fault *fault;
	struct framing *framing;
	int hosts, lengths;
	const char *at; /* in libmicrohttpd's memory of the head: where what it told last ends */
};

/* RFC 9110, section 5.6.2 */
static bool token_valid(const char *at, size_t length)
{
	static const char others[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < length; i++) {
		char c = at[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			    (c && strchr(others, c))))
			return false;
	}
	return length > 0;
}

static bool value_valid(const char *at, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (((unsigned char)at[i] < ' ' && at[i] != '\t') || at[i] == 0x7f)
			return false;
	return true;
}

/* How many of the bytes, from the first on, are among these. */
static size_t span(const char *at, size_t length, const char *among)
{
	size_t count = 0;

	while (count < length && at[count] && strchr(among, at[count]))
		count++;
	return count;
}

/* RFC 9110, section 7.2, without the signs that no host's name has: a name or an address, a port.
 */
static bool host_valid(const char *at, size_t length)
{
	static const char digits[] = "0123456789";
	static const char names[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~";
	static const char addresses[] = "0123456789abcdefABCDEF:.";
	bool address = length && at[0] == '[';
	size_t named = address ? span(at + 1, length - 1, addresses) : span(at, length, names);
	size_t end = address ? named + 2 : named;

	if (!named || end > length || (address && at[end - 1] != ']'))
		return false;
	return end == length ||
	       (at[end] == ':' && end + 1 + span(at + end + 1, length - end - 1, digits) == length);
}

static enum err guard_length(struct guard *guard, const char *value, size_t size)
{
	uint64_t length = 0;

	if (guard->lengths++)
		return fault_set(
			guard->fault, ERR_BAD_REQUEST, "There must be one Content-Length at most.");
	for (size_t i = 0; i < size; i++) {
		if (value[i] < '0' || value[i] > '9' || i == 18)
			return fault_set(guard->fault, ERR_BAD_REQUEST,
				"Content-Length must be digits only.");
		length = length * 10 + (uint64_t)(value[i] - '0');
	}
	if (!size)
		return fault_set(
			guard->fault, ERR_BAD_REQUEST, "Content-Length must be digits only.");
	guard->framing->has_length = true;
	guard->framing->length = length;
	return ERR_OK;
}

static bool name_is(const char *name, size_t size, const char *wanted)
{
	return strlen(wanted) == size && strncasecmp(name, wanted, size) == 0;
}

static enum err guard_header(
	struct guard *guard, const char *name, size_t name_size, const char *value, size_t size)
{
	if (!token_valid(name, name_size))
		return fault_set(guard->fault, ERR_BAD_REQUEST,
			"A header's name has a character that names may not have.");
	if (!value_valid(value, size))
		return fault_set(
			guard->fault, ERR_BAD_REQUEST, "A header's value has a control character.");
	if (name_is(name, name_size, "Content-Length"))
		return guard_length(guard, value, size);
	if (name_is(name, name_size, "Transfer-Encoding"))
		return fault_set(guard->fault, ERR_LENGTH_REQUIRED,
			"Send a Content-Length instead of a Transfer-Encoding.");
	if (name_is(name, name_size, "Host") && (guard->hosts++ || !host_valid(value, size)))
		return fault_set(guard->fault, ERR_BAD_REQUEST,
			"There must be exactly one Host, a name or an address, and a port.");
	if (name_is(name, name_size, "Expect"))
		guard->framing->expects = true;
	return ERR_OK;
}

/*
 * libmicrohttpd 0.9 ends a text at a NUL that was sent, passes over a header without a name, and
 * hangs what stands on a continued line to the header's name: "Content-Len: 5", " gth". But the
 * head still lies in its memory, with NULs in the place of colons and line ends: what it tells
 * must stand there without a gap. 1.0 refuses all that by itself.
 */
enum { HEAD_IS_TOLD_WHOLE = MHD_VERSION >= 0x01000000 };

static enum err guard_gap(struct guard *guard)
{
	return fault_set(guard->fault, ERR_BAD_REQUEST,
		"The head must have single blanks in its first line, and one line for each header: "
		"a name, a colon and a value, without NUL.");
}

static enum err guard_first_line(
	struct guard *guard, const struct request *request, const char *method, const char *version)
{
	guard->at = version + strlen(version);
	if ((size_t)(version - method) == strlen(method) + 1 + request->target_length + 1)
		return ERR_OK;
	return guard_gap(guard);
}

/* The bytes from what was told last; a name that lies elsewhere is far away. */
static uintptr_t guard_distance(const struct guard *guard, const char *to)
{
	return (uintptr_t)to - (uintptr_t)guard->at;
}

static enum err guard_memory(
	struct guard *guard, const char *name, size_t name_size, const char *value, size_t size)
{
	uintptr_t line_end = guard_distance(guard, name); /* LF or CRLF */
	const char *colon = name + name_size;

	if (line_end < 1 || line_end > 2 || colon + 1 + strspn(colon + 1, " \t") != value)
		return guard_gap(guard);
	guard->at = value + size;
	return ERR_OK;
}

/*
 * Behind the last header there are two line ends, and nothing between them. A NUL that was sent in
 * the place of a CR looks like the one that libmicrohttpd puts there: this one cannot be seen.
 */
static enum err guard_end(struct guard *guard, const struct request *request, const char *method)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(request->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	uintptr_t line_ends = guard_distance(guard, method + (info ? info->header_size : 0));

	if (line_ends < 2 || line_ends > 4 || memcmp(guard->at, "\0\0\0", line_ends) != 0)
		return guard_gap(guard);
	return ERR_OK;
}

static enum MHD_Result guard_each(void *context, enum MHD_ValueKind kind, const char *name,
	size_t name_size, const char *value, size_t size)
{
	struct guard *guard = context;
	enum err err = ERR_OK;

	(void)kind;
	if (!HEAD_IS_TOLD_WHOLE)
		err = guard_memory(guard, name, name_size, value, size);
	if (!err)
		err = guard_header(guard, name, name_size, value ? value : "", size);
	return err ? MHD_NO : MHD_YES;
}

static enum err guard_target(const struct request *request, struct fault *fault)
{
	if (request->target_length > TARGET_MAX)
		return fault_set(
			fault, ERR_TARGET_TOO_LONG, "The target may have %d bytes.", TARGET_MAX);
	if (request->target[0] != '/')
		return fault_set(fault, ERR_BAD_REQUEST, "The target must begin with a slash.");
	for (const char *at = request->target; *at; at++)
		if (*at <= ' ' || *at >= 0x7f)
			return fault_set(fault, ERR_BAD_REQUEST,
				"The target must be visible ASCII; encode the rest.");
	return ERR_OK;
}

enum err guard_check(
	struct request *request, const char *method, const char *version, struct framing *framing)
{
	struct fault *fault = &request->exchange.fault;
	struct guard guard = {.fault = fault, .framing = framing};

	if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
		return fault_set(fault, ERR_VERSION_UNSUPPORTED, "HTTP/1.1 is spoken here.");
	if (guard_target(request, fault))
		return fault->err;
	if (!HEAD_IS_TOLD_WHOLE && guard_first_line(&guard, request, method, version))
		return fault->err;
	MHD_get_connection_values_n(request->mhd, MHD_HEADER_KIND, guard_each, &guard);
	if (fault->err)
		return fault->err;
	if (!guard.hosts)
		return fault_set(fault, ERR_BAD_REQUEST, "There must be exactly one Host.");
	if (!HEAD_IS_TOLD_WHOLE && guard_end(&guard, request, method))
		return fault->err;
	if (field_name_index(methods, method) < 0)
		return fault_set(fault, ERR_NOT_IMPLEMENTED, "The method is not known here.");
	return ERR_OK;
}
