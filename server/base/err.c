/* The table of errors, and faults. See include/base/err.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"

static const struct err_info infos[] = {
#define ERR(name, slug, http, exit, title) [ERR_##name] = {slug, http, exit, title},
#include "base/err.def"
#undef ERR
};

const struct err_info *err_info(enum err err)
{
	return &infos[err];
}

/*
 * After vsnprintf wanted to write `length` bytes: a text that was cut off ends before a character,
 * so that it stays UTF-8. The last character may have been whole; it is not missed.
 */
static void end_cleanly(char *text, size_t size, int length)
{
	size_t end = size - 1;

	if (length < 0 || (size_t)length < size)
		return;
	while (end > 0 && (text[end - 1] & 0xc0) == 0x80)
		end--;
	if (end > 0 && (text[end - 1] & 0xc0) == 0xc0)
		end--;
	text[end] = '\0';
}

static PRINTF_LIKE(2, 0) void write_detail(
	char detail[FAULT_DETAIL], const char *format, va_list args)
{
	end_cleanly(detail, FAULT_DETAIL, vsnprintf(detail, FAULT_DETAIL, format, args));
}

enum err fault_set(struct fault *fault, enum err err, const char *format, ...)
{
	va_list args;

	fault->err = err;
	va_start(args, format);
	write_detail(fault->detail, format, args);
	va_end(args);
	return err;
}

enum err fault_field(
	struct fault *fault, const char *name, const char *code, const char *format, ...)
{
	struct fault_field *field;
	va_list args;

	if (fault->err != ERR_INVALID_INPUT)
		fault_set(fault, ERR_INVALID_INPUT, "See the errors of the fields.");
	if (fault->count == FAULT_FIELDS || fault_find(fault, name))
		return fault->err;
	field = &fault->fields[fault->count++];
	end_cleanly(field->name, sizeof(field->name),
		snprintf(field->name, sizeof(field->name), "%s", name));
	field->code = code;
	va_start(args, format);
	write_detail(field->detail, format, args);
	va_end(args);
	return fault->err;
}

enum err fault_read(struct fault *fault, enum err err, const char *what)
{
	if (!err)
		return ERR_OK;
	return err == ERR_NOT_FOUND ? fault_set(fault, err, "There is no %s of this id.", what)
				    : fault_set(fault, err, "The %s cannot be read.", what);
}

const char *fault_detail(const struct fault *fault)
{
	return fault->count ? fault->fields[0].detail : fault->detail;
}

const struct fault_field *fault_find(const struct fault *fault, const char *name)
{
	for (size_t i = 0; i < fault->count; i++)
		if (strcmp(fault->fields[i].name, name) == 0)
			return &fault->fields[i];
	return NULL;
}
