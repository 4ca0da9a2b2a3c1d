/*
 * Changes of accounts, roles, tokens and reserved names, and merges of pages: by whom they are
 * made, and the record of them. Whoever changes something bears the whole of this; the doors and
 * the commands fill it.
 */
#ifndef AFTERWORD_CORE_CHANGE_H
#define AFTERWORD_CORE_CHANGE_H

#include "core/identity.h"
#include "store/change.h"

/* In a transaction; functions refuse before they change anything, and fill the fault. */
struct changing {
	struct store *store;
	const struct identity *who;
	int64_t session; /* in which it is asked for, and which goes on; 0: none */
	int64_t now;
	struct arena *arena;
	struct fault *fault;
};

/* Whoever runs a command: may do all. */
extern const struct identity identity_command;

/* Writes down that `who` has done this to KIND:NAME; `scope_name` may be NULL. */
enum err change_record(const struct changing *by, enum change_action action, const char *kind,
	const char *name, const char *site, const char *scope_name) MUST_CHECK;

/* FORBIDDEN, INVALID_INPUT at `field`: the site is not theirs, or there is none. NULL: all. */
enum err change_site(const struct changing *by, const char *site, const char *field) MUST_CHECK;

#endif
