/* What a transaction adds to the counts of days. */
#ifndef AFTERWORD_SERVER_STORE_TALLY_H
#define AFTERWORD_SERVER_STORE_TALLY_H

#include "store/day.h"
#include "store/private.h"

/* One more; written at the commit, or at once outside of a transaction. */
enum err tally_add(struct store *store, const char *site, int64_t time, enum day_what what,
	const char *by) MUST_CHECK;

#endif
