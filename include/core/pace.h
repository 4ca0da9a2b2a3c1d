/*
 * Paces: how many comments a site takes in an hour from one author, one network, for one page and
 * in all, as its policy says. Kept in memory, under a key of its own.
 */
#ifndef AFTERWORD_CORE_PACE_H
#define AFTERWORD_CORE_PACE_H

#include "base/err.h"
#include "base/text.h"
#include "store/site.h"

enum pace_of { PACE_OF_AUTHOR, PACE_OF_NETWORK, PACE_OF_PAGE, PACE_OF_SITE, PACE_OF__MAX };

struct paces;

struct paces *paces_create(void) MUST_CHECK; /* NULL: memory */
void paces_destroy(struct paces *paces);

/* RATE_LIMITED: `wait` seconds are to pass first. `whose`: tells it from others of the site. */
enum err paces_take(struct paces *paces, enum pace_of of, const struct site *site,
	struct slice whose, struct fault *fault, int *wait) MUST_CHECK;

#endif
