/* The plural categories of the languages, for catalogues.test.js: plurals NUMBER... */
#include <stdio.h>
#include <stdlib.h>

#include "base/language.h"

int main(int count, char **numbers)
{
	static const char *const names[PLURAL__MAX] = {
		"zero", "one", "two", "few", "many", "other"};

	for (const struct language *language = languages; language->tag; language++) {
		printf("%s", language->tag);
		for (int i = 1; i < count; i++)
			printf(" %s",
				names[language_plural(language, strtoll(numbers[i], NULL, 10))]);
		printf("\n");
	}
	return 0;
}
