/*
 * Watchers: programs that read the metrics. They show a secret that stands in a file, not a token
 * of the database: so they see the server also while that cannot be read, and see nothing else.
 */
#ifndef AFTERWORD_CORE_WATCHER_H
#define AFTERWORD_CORE_WATCHER_H

#include <stdbool.h>
#include "base/err.h"
#include "core/crypto.h"

enum { WATCHER_SECRET_MIN = 16, WATCHER_SECRET_MAX = 256 };

struct watcher {
	bool known; /* false: nobody may read them */
	unsigned char hash[CRYPTO_DIGEST_SIZE];
};

/* Reads the file; "": there is none. ERR_SETTING says what is wrong with it. */
enum err watcher_read(const char *path, struct fault *fault, struct watcher *watcher) MUST_CHECK;

/* Whether this is the secret. */
bool watcher_is(const struct watcher *watcher, const char *text) MUST_CHECK;

#endif
