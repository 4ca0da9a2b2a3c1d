/* A connection to a server that listens, at an address as people write them. */
#ifndef AFTERWORD_HTTP_REACH_H
#define AFTERWORD_HTTP_REACH_H

#include "base/err.h"
#include "base/text.h"

/*
 * Connects to HOST:PORT, [IPv6]:PORT or unix:PATH; whoever does not answer for so many seconds is
 * given up, also later. The caller closes it. ERR_LISTEN, which names the setting.
 */
enum err reach(const char *setting, struct slice address, int seconds, struct fault *fault,
	int *fd) MUST_CHECK;

#endif
