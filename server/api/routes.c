/* See include/api/routes.h. What is asked for most stands first. */
#include "api/assets.h"
#include "api/handlers.h"
#include "api/html.h"
#include "api/routes.h"

#define BODY_JSON EXCHANGE_TYPE_JSON
#define BODY_ANY  (EXCHANGE_TYPE_JSON | EXCHANGE_TYPE_FORM)

const struct route routes[] = {
	{"GET", "/api/v1/comments", 0, RATE_READ, CORS_PUBLIC, SCOPE_NONE, comments_page,
		comments_get, NULL},
	{"POST", "/api/v1/comments", BODY_ANY, RATE_WRITE, CORS_SITES, SCOPE_NONE, NULL,
		comments_post, comments_post_fail},
	{"GET", "/comments", 0, RATE_READ, CORS_NONE, SCOPE_NONE, thread_page_page, thread_page_get,
		html_fail},
	{"GET", DEMO_PATH, 0, RATE_READ, CORS_NONE, SCOPE_NONE, demo_page, demo_get, html_fail},
	{"GET", "/assets/{file}", 0, RATE_READ, CORS_NONE, SCOPE_NONE, asset_page, asset_get, NULL},
	{"POST", "/api/v1/preview", BODY_JSON, RATE_PREVIEW, CORS_SITES, SCOPE_NONE, NULL,
		preview_post, NULL},
	{"GET", "/api/v1/mine/{link}", 0, RATE_READ, CORS_PUBLIC, SCOPE_NONE, NULL, mine_get, NULL},
	{"GET", "/mine/{link}", 0, RATE_READ, CORS_NONE, SCOPE_NONE, NULL, mine_page_get,
		html_fail},
	{"GET", "/api/v1/moderation/comments", 0, RATE_MODERATE, CORS_NONE, SCOPE_READ, NULL,
		queue_get, NULL},
	{"GET", "/api/v1/moderation/comments/{id}", 0, RATE_MODERATE, CORS_NONE, SCOPE_READ, NULL,
		moderation_get, NULL},
	{"GET", "/api/v1/moderation/comments/{id}/context", 0, RATE_MODERATE, CORS_NONE, SCOPE_READ,
		NULL, context_get, NULL},
	{"PATCH", "/api/v1/moderation/comments/{id}", BODY_JSON, RATE_MODERATE, CORS_NONE,
		SCOPE_MODERATE, NULL, moderation_patch, moderation_fail},
	{"GET", "/api/v1/moderation/decisions", 0, RATE_MODERATE, CORS_NONE, SCOPE_READ, NULL,
		decisions_get, NULL},
	{"POST", "/api/v1/moderation/decisions", BODY_JSON, RATE_MODERATE, CORS_NONE,
		SCOPE_MODERATE, NULL, batch_post, batch_fail},
	{"POST", "/api/v1/moderation/decisions/{id}/undo", 0, RATE_MODERATE, CORS_NONE,
		SCOPE_MODERATE, NULL, batch_undo_post, batch_fail},
	{"GET", "/api/v1/moderation/numbers", 0, RATE_MODERATE, CORS_NONE, SCOPE_READ, NULL,
		numbers_get, NULL},
	{"GET", "/moderate", 0, RATE_READ, CORS_NONE, SCOPE_NONE, asset_page, desk_get, html_fail},
	{"POST", "/api/v1/session", BODY_JSON, RATE_SIGN_IN, CORS_NONE, SCOPE_NONE, NULL,
		session_post, session_fail},
	{"GET", "/api/v1/session", 0, RATE_MODERATE, CORS_NONE, SCOPE_READ, NULL, session_get,
		NULL},
	{"DELETE", "/api/v1/session", 0, RATE_MODERATE, CORS_NONE, SCOPE_READ, NULL, session_delete,
		NULL},
	{"GET", "/healthz", 0, RATE_FREE, CORS_NONE, SCOPE_NONE, NULL, health_get, NULL},
	{"GET", "/readyz", 0, RATE_PREVIEW, CORS_NONE, SCOPE_NONE, NULL, ready_get, NULL},
	{"GET", "/problems/{slug}", 0, RATE_READ, CORS_NONE, SCOPE_NONE, NULL, problem_get,
		html_fail},
	{"GET", "/", 0, RATE_READ, CORS_NONE, SCOPE_NONE, NULL, root_get, NULL},
	{0},
};
