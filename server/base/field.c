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
