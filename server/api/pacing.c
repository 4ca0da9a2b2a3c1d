/* See pacing.h. */
#include <string.h>

#include "api/pacing.h"

static enum err pacing_by(struct exchange *exchange, const struct submission *submission,
	enum pace_of of, struct slice whose)
{
	const struct service *service = exchange->service;
	const char *seconds;
	int wait;
	enum err err = ERR_OK;

	if (service->paces)
		err = paces_take(
			service->paces, of, &submission->site, whose, &exchange->fault, &wait);
	if (err && (seconds = arena_format(&exchange->arena, "%d", wait)))
		answer_header(exchange, "Retry-After", seconds);
	return err;
}

static enum err pacing_network(struct exchange *exchange, struct submission *submission)
{
	unsigned char bytes[EXCHANGE_NETWORK];
	struct slice network = {(const char *)bytes, sizeof(bytes)};
	char *tag = exchange_alloc(exchange, FINGERPRINT_TAG_SIZE);

	if (!tag)
		return ERR_MEMORY;
	if (!exchange_network(exchange, bytes))
		return ERR_OK;
	fingerprint_network(
		exchange->service->keys, submission->site.id, network, exchange->now, tag);
	submission->network = tag;
	return pacing_by(exchange, submission, PACE_OF_NETWORK, network);
}

enum err pacing_take(struct exchange *exchange, struct submission *submission)
{
	const char *page = submission->page.text;
	enum err err = pacing_network(exchange, submission);

	if (!err)
		err = pacing_by(
			exchange, submission, PACE_OF_PAGE, (struct slice){page, strlen(page)});
	return err ? err : pacing_by(exchange, submission, PACE_OF_SITE, (struct slice){"", 0});
}

enum err pacing_author(
	struct exchange *exchange, const struct submission *submission, struct slice author)
{
	return pacing_by(exchange, submission, PACE_OF_AUTHOR, author);
}
