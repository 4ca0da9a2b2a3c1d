/* The form "Leave a comment". */
#ifndef AFTERWORD_SERVER_API_COMMENT_FORM_H
#define AFTERWORD_SERVER_API_COMMENT_FORM_H

#include "core/comment.h"
#include "http/exchange.h"

/*
 * Appends the form with what was typed; each mistake of the exchange's fault stands at its field.
 * Its token is the one that was typed along, or a new one: then the answer is good for FORM_SPAN.
 * `server` stands before the path that it is sent to.
 */
void comment_form_add(struct text *out, struct exchange *exchange, const char *server,
	const struct comment_input *typed, const char *parent_name);

/* How long one token is given out. */
#define FORM_SPAN (10 * TIME_MINUTE)

/* Makes the answer the form again, with the exchange's fault. */
enum err comment_form_answer(
	struct exchange *exchange, const struct comment_input *typed) MUST_CHECK;

#endif
