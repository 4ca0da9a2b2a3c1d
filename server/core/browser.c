/* See include/core/browser.h. */
#include <string.h>

#include "core/browser.h"

/* What is in a header, and what it tells. The first that fits: browsers claim to be others, too. */
struct sign {
	const char *in, *name;
};

static const struct sign browsers[] = {
	{"Edg", "Edge"},
	{"OPR/", "Opera"},
	{"SamsungBrowser/", "Samsung Internet"},
	{"Vivaldi/", "Vivaldi"},
	{"Firefox/", "Firefox"},
	{"FxiOS/", "Firefox"},
	{"CriOS/", "Chrome"},
	{"Chrome/", "Chrome"},
	{"Safari/", "Safari"},
	{"curl/", "curl"},
};

static const struct sign systems[] = {
	{"Android", "Android"},
	{"iPhone", "iOS"},
	{"iPad", "iPadOS"},
	{"Windows", "Windows"},
	{"CrOS", "ChromeOS"},
	{"Mac OS X", "macOS"},
	{"Linux", "Linux"},
	{"BSD", "BSD"},
};

static const char *find(const char *header, const struct sign *signs, size_t count)
{
	for (size_t i = 0; header && i < count; i++)
		if (strstr(header, signs[i].in))
			return signs[i].name;
	return NULL;
}

const char *browser_name(const char *user_agent)
{
	return find(user_agent, browsers, ARRAY_SIZE(browsers));
}

const char *browser_system(const char *user_agent)
{
	return find(user_agent, systems, ARRAY_SIZE(systems));
}
