/*
 * afterword health: whether the server answers and can write, asked where the settings say that it
 * listens. For what watches it and has no other program, as in a container.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/command.h"
#include "http/reach.h"

enum { PATIENCE = 5 /* seconds */, HEAD_SIZE = 512 };

static const char request[] =
	"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
static const char ready[] = "HTTP/1.1 200 ";

static enum err health_ask(int fd, struct fault *fault)
{
	char head[HEAD_SIZE] = "";
	size_t length = 0;
	ssize_t got = send(fd, request, strlen(request), MSG_NOSIGNAL);

	while (got > 0 && length < strlen(ready)) {
		got = recv(fd, head + length, sizeof(head) - 1 - length, 0);
		length += got > 0 ? (size_t)got : 0;
	}
	if (strncmp(head, ready, strlen(ready)) == 0)
		return ERR_OK;
	head[strcspn(head, "\r\n")] = '\0';
	return fault_set(
		fault, ERR_BUSY, "It is not ready: %s.", *head ? head : "it does not answer");
}

/* It has no TLS of its own, and what it asks is no secret. */
static enum err health_may_ask(
	const struct settings *settings, struct slice address, struct fault *fault)
{
	static const char local[] = "unix:";

	if (!*settings->tls_certificate || strncmp(address.at, local, strlen(local)) == 0)
		return ERR_OK;
	return fault_set(fault, ERR_SETTING,
		"listen is \"%s\": health asks in the clear, and TCP speaks TLS here. Put a Unix "
		"socket first.",
		settings->listen);
}

enum err command_health(struct command_line *line)
{
	const char *listen = line->settings->listen;
	const struct slice address = {listen, strcspn(listen, ",")};
	int fd;
	enum err err = command_read(line, NULL, 0, NULL, 0);

	if (!err)
		err = health_may_ask(line->settings, address, line->fault);
	if (!err)
		err = reach("listen", address, PATIENCE, line->fault, &fd);
	if (err)
		return err;
	err = health_ask(fd, line->fault);
	close(fd);
	if (!err)
		puts("It is ready.");
	return err;
}
