/*
 * What the routes share that people ask and programs do not: whose account it is, and proving it by
 * a password or a code, of which only so many are tried (core/attempts.h).
 */
#ifndef AFTERWORD_SERVER_API_PEOPLE_H
#define AFTERWORD_SERVER_API_PEOPLE_H

#include "core/account.h"
#include "core/change.h"
#include "http/exchange.h"

/* Somebody who proves who they are. The exchange's state begins with one, where there is any. */
struct person {
	struct account account; /* id 0: there is none of this name */
	const char *password;   /* as typed; NULL: it is not asked for */
	const char *code;       /* as typed; NULL: none was given */
	bool counted;
	uint64_t attempt; /* core/attempts.h */
};

/* NOT_FOUND: a program asks, which has no session. */
enum err person_signed_in(struct exchange *exchange) MUST_CHECK;

/* Reads the account; leaves it alone where there is none. */
enum err person_read(struct exchange *exchange, const char *name, struct person *person) MUST_CHECK;

/* The same for who is signed in. */
enum err person_own(struct exchange *exchange, struct person *person) MUST_CHECK;

/* Counts an attempt, and makes the person the exchange's state. RATE_LIMITED. */
enum err person_attempt(struct exchange *exchange, const char *name, const char *device,
	struct person *person) MUST_CHECK;

/* On a hasher, for who is signed in. INVALID_INPUT at `password`: it is not theirs. */
enum err person_prove(struct exchange *exchange) MUST_CHECK;

/* It was no failure. */
void person_succeeded(struct exchange *exchange);

/* How such a route shows faults: what was no failure to prove it is not counted. */
enum err person_fail(struct exchange *exchange) MUST_CHECK;

/* Who changes something. */
struct changing changing_of(struct exchange *exchange, struct store *store);

#endif
