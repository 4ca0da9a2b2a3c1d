/* Tables of inputs. See include/base/input.h. */
#include <string.h>

#include "base/input.h"

const struct input_member *input_member(const struct input_table *table, const char *name)
{
	for (size_t i = 0; i < table->count; i++)
		if (strcmp(table->members[i].name, name) == 0)
			return &table->members[i];
	return NULL;
}

const char **input_text(const struct input_table *table, const char *name, void *out)
{
	const struct input_member *member = input_member(table, name);

	if (!member || member->type != INPUT_TYPE_TEXT)
		return NULL;
	return (const char **)((char *)out + member->offset);
}
