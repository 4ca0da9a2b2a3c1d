/* Listening sockets: from addresses as people write them. */
#ifndef AFTERWORD_SERVER_HTTP_LISTEN_H
#define AFTERWORD_SERVER_HTTP_LISTEN_H

#include "base/err.h"
#include "base/text.h"

enum { LISTEN_NAME_SIZE = 160 };

struct listener {
	int fd;
	char name[LISTEN_NAME_SIZE]; /* with the real port, as log and links show it */
	bool local;                  /* a Unix socket */
	char path[108];              /* of a Unix socket, to be removed; "" else */
};

/* HOST:PORT, [IPv6]:PORT or unix:PATH. ERR_LISTEN, which names the setting. */
enum err listener_open(const char *setting, struct slice address, struct fault *fault,
	struct listener *listener) MUST_CHECK;
/*
 * A socket that somebody else listens on: it stays open there when ours is closed, and its file
 * stays, too. ERR_LISTEN.
 */
enum err listener_take(int fd, struct fault *fault, struct listener *listener) MUST_CHECK;
void listener_close(struct listener *listener);

#endif
