/* What a server needs of the system once it listens; the rest is given up (base/sandbox.h). */
#ifndef AFTERWORD_CLI_CONFINE_H
#define AFTERWORD_CLI_CONFINE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/sandbox.h"
#include "config/settings.h"
#include "http/server.h"

/*
 * As the setting sandbox says. Called when the key is read and the sockets are bound, before the
 * first thread; the database may still be opened. Fills what is in force. ERR_SETTING: what is
 * required is not there.
 */
enum err confine(const struct settings *settings, const struct server *server, struct arena *arena,
	struct fault *fault, struct sandbox *sandbox) MUST_CHECK;

/* A line of the log; a warning where it is less than it could be. */
void confine_log(const struct settings *settings, const struct sandbox *sandbox);

#endif
