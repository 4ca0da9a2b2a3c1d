/*
 * Who asks: programs with tokens (token.h), and people with sessions (session.h). What they may do
 * is held per site.
 */
#ifndef AFTERWORD_CORE_IDENTITY_H
#define AFTERWORD_CORE_IDENTITY_H

#include "base/err.h"
#include "store/token.h"

struct grant {
	const char *site; /* NULL: all */
	int scope;        /* enum scope */
};

struct identity {
	const char *name;           /* token:NAME or account:NAME, as the record has it */
	const struct grant *grants; /* none: nobody in particular */
	size_t grant_count;
	enum scope needed; /* for what is asked; grants of less do not count */
};

/* The greatest of its grants. */
enum scope identity_scope(const struct identity *identity);

/* Whether it may do on the site (NULL: on all) what is asked for. */
bool identity_has(const struct identity *identity, const char *site);

/* FORBIDDEN when it may not do on the site what is asked for. */
enum err identity_may(
	const struct identity *identity, const char *site, struct fault *fault) MUST_CHECK;

/*
 * The site that a list is of: the one asked for, or the only one that it may see; NULL: all.
 * FORBIDDEN: that is not theirs. INVALID_INPUT, at the field `site`: one of several must be named.
 */
enum err identity_site(const struct identity *identity, const char *asked, struct fault *fault,
	const char **site) MUST_CHECK;

/* The same of a list that is of one site alone: INVALID_INPUT in place of NULL. */
enum err identity_one_site(const struct identity *identity, const char *asked, struct fault *fault,
	const char **site) MUST_CHECK;

#endif
