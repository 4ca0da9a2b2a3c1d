/* The form "Leave a comment". */
#ifndef AFTERWORD_SERVER_API_COMMENT_FORM_H
#define AFTERWORD_SERVER_API_COMMENT_FORM_H

#include "core/comment.h"
#include "http/exchange.h"

/* Appends the form with what was typed; each mistake of the fault stands at its field. */
void comment_form_add(struct text *out, const struct comment_input *typed,
	const struct fault *fault, const char *parent_name);

/* Makes the answer the form again, with the exchange's fault. */
enum err comment_form_answer(
	struct exchange *exchange, const struct comment_input *typed) MUST_CHECK;

#endif
