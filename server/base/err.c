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

enum err fault_set(struct fault *fault, enum err err, const char *format, ...)
{
	va_list args;

	fault->err = err;
	va_start(args, format);
	vsnprintf(fault->detail, sizeof(fault->detail), format, args);
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
	if (fault->count == FAULT_FIELDS)
		return fault->err;
	field = &fault->fields[fault->count++];
	snprintf(field->name, sizeof(field->name), "%s", name);
	field->code = code;
	va_start(args, format);
	vsnprintf(field->detail, sizeof(field->detail), format, args);
	va_end(args);
	return fault->err;
}

const struct fault_field *fault_find(const struct fault *fault, const char *name)
{
	for (size_t i = 0; i < fault->count; i++)
		if (strcmp(fault->fields[i].name, name) == 0)
			return &fault->fields[i];
	return NULL;
}
