/*
 * The first link: where there is no account yet, whoever starts the server gets a link that makes
 * the first admin. It is good for an hour, until the server ends or there is an account, whichever
 * comes first. Only a hash is kept, in memory.
 */
#ifndef AFTERWORD_CORE_FIRST_LINK_H
#define AFTERWORD_CORE_FIRST_LINK_H

#include "core/account.h"
#include "core/secret.h"

struct first_link {
	unsigned char hash[CRYPTO_DIGEST_SIZE];
	int64_t until; /* 0: there is none */
};

void first_link_make(int64_t now, struct first_link *link, char code[SECRET_SIZE]);

/* FORBIDDEN: it is not of this link, or that is over. */
enum err first_link_check(const struct first_link *link, const char *code, int64_t now,
	struct fault *fault) MUST_CHECK;

/* The first admin, of all sites. FORBIDDEN: there is an account. `by->who` is not looked at. */
enum err first_link_add(
	const struct changing *by, const char *name, const char *password) MUST_CHECK;

#endif
