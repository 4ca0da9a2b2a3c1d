/* See people.h. */
#include "api/handlers.h"
#include "api/people.h"
#include "core/attempts.h"

enum err person_signed_in(struct exchange *exchange)
{
	if (exchange->session.id)
		return ERR_OK;
	return fault_set(&exchange->fault, ERR_NOT_FOUND, "A token has no session.");
}

enum err person_read(struct exchange *exchange, const char *name, struct person *person)
{
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = store_account_by_name(store, name, &exchange->arena, &person->account);
	exchange_store_give(exchange, store);
	if (err && err != ERR_NOT_FOUND)
		return fault_set(&exchange->fault, err, "The account cannot be read.");
	return ERR_OK;
}

enum err person_own(struct exchange *exchange, struct person *person)
{
	const char *name = exchange->session.account_name;
	/* whoever has stolen a session guesses for himself */
	const char *device =
		arena_format(&exchange->arena, "session:%lld", (long long)exchange->session.id);
	enum err err = ERR_MEMORY;

	if (!device)
		return fault_set(&exchange->fault, err, "There is no memory for the request.");
	err = person_attempt(exchange, name, device, person);
	return err ? err : person_read(exchange, name, person);
}

enum err person_attempt(
	struct exchange *exchange, const char *name, const char *device, struct person *person)
{
	int wait = attempts_take(exchange->service->attempts, ATTEMPT_SIGN_IN, name, device,
		time_monotonic(), &person->attempt);

	if (wait)
		return answer_wait(exchange, wait);
	person->counted = true;
	exchange->state = person;
	return ERR_OK;
}

enum err person_prove(struct exchange *exchange)
{
	const struct person *person = exchange->state;

	if (crypto_password_fits(person->account.password, person->password))
		return ERR_OK;
	return fault_field(&exchange->fault, "password", "wrong", "It is not your password.");
}

void person_succeeded(struct exchange *exchange)
{
	struct person *person = exchange->state;

	if (person && person->counted)
		attempts_give(exchange->service->attempts, ATTEMPT_SIGN_IN, person->attempt);
	if (person)
		person->counted = false;
}

/* By the fault: a password or a code was tried and did not fit. */
static bool person_has_failed(const struct exchange *exchange)
{
	const struct person *person = exchange->state;

	switch (exchange->fault.err) {
	case ERR_UNAUTHENTICATED:
	case ERR_INVALID_INPUT:
		return true;
	case ERR_SECOND_FACTOR:
		return person && person->code;
	default:
		return false;
	}
}

enum err person_fail(struct exchange *exchange)
{
	if (!person_has_failed(exchange))
		person_succeeded(exchange);
	answer_problem(exchange, NULL);
	return ERR_OK;
}

struct changing changing_of(struct exchange *exchange, struct store *store)
{
	return (struct changing){
		.store = store,
		.who = &exchange->who,
		.session = exchange->session.id,
		.now = exchange->now,
		.arena = &exchange->arena,
		.fault = &exchange->fault,
	};
}
