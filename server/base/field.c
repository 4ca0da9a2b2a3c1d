/* Field tables. See include/base/field.h. */
#include <string.h>

#include "base/field.h"

int field_name_index(const char *const *names, const char *name)
{
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

enum err field_name_read(const char *from, const char *field, const char *const *names,
	struct fault *fault, int *index)
{
	return from ? field_name_needed(from, field, names, fault, index) : ERR_OK;
}

enum err field_name_needed(const char *from, const char *field, const char *const *names,
	struct fault *fault, int *index)
{
	char list[128] = "";
	int found = from ? field_name_index(names, from) : -1;

	if (found >= 0) {
		*index = found;
		return ERR_OK;
	}
	for (int i = 0; names[i]; i++) {
		strncat(list, i ? ", " : "", sizeof(list) - strlen(list) - 1);
		strncat(list, names[i], sizeof(list) - strlen(list) - 1);
	}
	return fault_field(
		fault, field, from ? "unknown_value" : "required", "It must be one of: %s.", list);
}
