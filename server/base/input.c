/* Tables of inputs. See include/base/input.h. */
#include <string.h>

#include "base/input.h"

const char **input_find(const struct input_table *table, const char *name, void *out)
{
	for (size_t i = 0; i < table->count; i++)
		if (strcmp(table->members[i].name, name) == 0)
			return (const char **)((char *)out + table->members[i].offset);
	return NULL;
}
