/*
 * Erasing all that an author has left on a site, by the private link of a comment and the address
 * that it was left with. Nothing in the answer tells whether it was the address.
 */
#ifndef AFTERWORD_SERVER_API_ERASE_H
#define AFTERWORD_SERVER_API_ERASE_H

#include "core/erase.h"
#include "http/exchange.h"
#include "store/site.h"

struct erasing_input {
	const char *email;
	const char *confirm; /* of a form */
};

/* What is told of it, wherever it stands. */
#define ERASING_EMAIL                                                                              \
	INPUT(struct erasing_input, email, .needed = true, .as = INPUT_AS_EMAIL,                   \
		.high = ADDRESS_LIMIT, .what = "The address that the comment was left with.")

/* On its way: what was typed, and what the comment of the link is compared by. */
struct erasing {
	struct erasing_input input;
	int64_t comment;
	struct site site;
	enum fingerprint_cost
		cost;  /* of the author's fingerprint, whatever the setting is by now */
	char *address; /* wiped once it is hashed */
	struct fingerprint fingerprint;
	struct erase_piece piece;
};

/* The comment of the link in the path, its site, and what its author's fingerprint has cost. */
enum err erasing_find(struct exchange *exchange, struct erasing *erasing) MUST_CHECK;

/*
 * Takes the wish, as the exchange's state: once it is kept, `finish` makes the answer, the same
 * whatever the address.
 */
enum err erasing_begin(struct exchange *exchange, const struct input_table *table,
	exchange_step finish) MUST_CHECK;

#endif
