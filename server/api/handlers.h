/* The handlers that the route table names, by file. */
#ifndef AFTERWORD_SERVER_API_HANDLERS_H
#define AFTERWORD_SERVER_API_HANDLERS_H

#include "http/exchange.h"

/* comments.c: readers' API */
enum err comments_page(struct exchange *exchange) MUST_CHECK;
enum err comments_get(struct exchange *exchange) MUST_CHECK;
enum err comments_post(struct exchange *exchange) MUST_CHECK;
enum err comments_post_fail(struct exchange *exchange) MUST_CHECK;

/* preview.c */
enum err preview_post(struct exchange *exchange) MUST_CHECK;

/* mine.c: the author's own view */
enum err mine_get(struct exchange *exchange) MUST_CHECK;
enum err mine_page_get(struct exchange *exchange) MUST_CHECK;

/* thread_page.c: the thread and the form as pages */
enum err thread_page_page(struct exchange *exchange) MUST_CHECK;
enum err thread_page_get(struct exchange *exchange) MUST_CHECK;
enum err demo_page(struct exchange *exchange) MUST_CHECK;
enum err demo_get(struct exchange *exchange) MUST_CHECK;

/* queue.c */
enum err queue_get(struct exchange *exchange) MUST_CHECK;

/* moderation.c */
enum err moderation_get(struct exchange *exchange) MUST_CHECK;
enum err moderation_patch(struct exchange *exchange) MUST_CHECK;
enum err moderation_fail(struct exchange *exchange) MUST_CHECK;

/* context.c */
enum err context_get(struct exchange *exchange) MUST_CHECK;

/* batch.c */
enum err batch_post(struct exchange *exchange) MUST_CHECK;
enum err batch_undo_post(struct exchange *exchange) MUST_CHECK;
enum err batch_fail(struct exchange *exchange) MUST_CHECK;

/* decisions.c */
enum err decisions_get(struct exchange *exchange) MUST_CHECK;

/* numbers.c */
enum err numbers_get(struct exchange *exchange) MUST_CHECK;

/* desk.c */
enum err desk_get(struct exchange *exchange) MUST_CHECK;

/* session.c */
enum err session_post(struct exchange *exchange) MUST_CHECK;
enum err session_fail(struct exchange *exchange) MUST_CHECK;
enum err session_get(struct exchange *exchange) MUST_CHECK;
enum err session_delete(struct exchange *exchange) MUST_CHECK;

/* operation.c */
enum err root_get(struct exchange *exchange) MUST_CHECK;
enum err health_get(struct exchange *exchange) MUST_CHECK;
enum err ready_get(struct exchange *exchange) MUST_CHECK;
enum err problem_get(struct exchange *exchange) MUST_CHECK;

#endif
