/* What the doors work with: the parts of a running server, made and ended by cli/serve. */
#ifndef AFTERWORD_CORE_SERVICE_H
#define AFTERWORD_CORE_SERVICE_H

#include <stdatomic.h>
#include "base/time.h"
#include "config/settings.h"
#include "core/attempts.h"
#include "core/claims.h"
#include "core/first_link.h"
#include "core/hashers.h"
#include "core/hub.h"
#include "core/keys.h"
#include "core/pace.h"
#include "core/recent.h"
#include "core/rules.h"
#include "core/sites.h"
#include "core/watcher.h"
#include "store/comment.h"
#include "store/pool.h"
#include "store/writer.h"

/* Comments that were left since the start. */
struct arrivals {
	atomic_uint_least64_t taken[COMMENT_STATE__MAX]; /* by the state that the checks gave */
	atomic_uint_least64_t refused;
};

/* Texts that were read and are not as they were written, since the start. */
struct damages {
	atomic_uint_least64_t texts;
};

struct service {
	const struct settings *settings;
	struct clock clock;
	struct keys *keys;
	struct pool *pool;
	struct sites *sites;
	struct rulebook *rulebook;
	struct writer *writer;
	struct hashers *hashers;
	struct paces *paces;   /* NULL: not limited */
	struct recent *recent; /* the writer's */
	struct hub *hub;       /* what moderators hear of */
	struct hub *page_hub;  /* what readers hear of: a topic for each URL of a page */
	struct claims *claims;
	struct attempts *attempts;
	struct arrivals *arrivals;
	struct damages *damages;
	struct watcher watcher; /* who may read the metrics */
	int memory_fd;          /* machine_memory_open() */
	struct first_link first_link;
	int64_t started_at;
	const char *public_url;    /* where readers are: public_origin and root */
	const char *public_origin; /* scheme://host[:port] */
	const char *root;          /* what a proxy takes off our paths: "", or as in "/comments" */
	const char *moderate_url;  /* where moderators are: scheme://host[:port] */
	const char *websub_hub;    /* that tells of changes in feeds; NULL: none does */
};

#endif
