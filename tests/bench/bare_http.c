/*
 * What libmicrohttpd does by itself: the other side of the table where Afterword answers.
 *
 *   bare_http WORKERS GET-FILE NOT-MODIFIED-FILE POST-FILE
 *
 * Answers every GET with the first file, one that has If-None-Match with the second, and every
 * POST, once its body is read, with the third. A file holds an answer of Afterword as it came
 * over the wire, so the bytes and headers are the same. The daemon has Afterword's options
 * (server/http/server.c), but looks at nothing and keeps nothing. Prints
 * `port=N` when it listens on 127.0.0.1, and runs until it is killed.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
	CONNECTION_MEMORY = 32 * 1024,
	CONNECTIONS = 4096,
	IDLE_SECONDS = 60,
	FILE_SIZE_MAX = 16 * 1024 * 1024,
};

enum { ANSWER_GET, ANSWER_NOT_MODIFIED, ANSWER_POST, ANSWER__MAX };

struct answer {
	unsigned status;
	struct MHD_Response *response;
};

/* What libmicrohttpd writes itself. */
static const char *const written_already[] = {"Date", "Content-Length", "Connection"};

static void fail(const char *what, const char *path)
{
	fprintf(stderr, "bare_http: %s: %s\n", path, what);
	exit(1);
}

static char *file_read(const char *path, size_t *length)
{
	char *all = malloc(FILE_SIZE_MAX + 1);
	FILE *file = fopen(path, "rb");

	if (!file || !all)
		fail("cannot be read", path);
	*length = fread(all, 1, FILE_SIZE_MAX, file);
	all[*length] = '\0';
	fclose(file);
	return all;
}

static void answer_header(struct MHD_Response *response, char *line)
{
	char *value = strchr(line, ':');

	if (!value)
		return;
	*value++ = '\0';
	value += strspn(value, " ");
	for (size_t i = 0; i < sizeof(written_already) / sizeof(*written_already); i++)
		if (strcasecmp(line, written_already[i]) == 0)
			return;
	MHD_add_response_header(response, line, value);
}

/* The memory stays for as long as the program runs. */
static void answer_load(const char *path, struct answer *answer)
{
	size_t length;
	char *all = file_read(path, &length);
	char *body = strstr(all, "\r\n\r\n");
	char *rest = NULL;

	if (!body || sscanf(all, "HTTP/1.1 %u ", &answer->status) != 1)
		fail("is not an answer", path);
	*body = '\0';
	body += 4;
	answer->response = MHD_create_response_from_buffer(
		length - (size_t)(body - all), body, MHD_RESPMEM_PERSISTENT);
	if (!answer->response)
		fail("there is no memory", path);
	strtok_r(all, "\r\n", &rest);
	for (char *line; (line = strtok_r(NULL, "\r\n", &rest));)
		answer_header(answer->response, line);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
	const char *path, const char *method, const char *version, const char *data, size_t *size,
	void **seen)
{
	const struct answer *answer = context;

	(void)path, (void)version, (void)data;
	if (!*seen) {
		*seen = context;
		return MHD_YES;
	}
	if (*size) {
		*size = 0;
		return MHD_YES;
	}
	if (strcmp(method, MHD_HTTP_METHOD_POST) == 0)
		answer += ANSWER_POST;
	else if (MHD_lookup_connection_value(
			 connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_IF_NONE_MATCH))
		answer += ANSWER_NOT_MODIFIED;
	return MHD_queue_response(connection, answer->status, answer->response);
}

int main(int argc, char **argv)
{
	struct answer answers[ANSWER__MAX];
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct MHD_Daemon *daemon;
	unsigned workers;

	if (argc != 2 + ANSWER__MAX)
		fail("bare_http WORKERS GET-FILE NOT-MODIFIED-FILE POST-FILE", "usage");
	workers = (unsigned)atoi(argv[1]);
	for (int i = 0; i < ANSWER__MAX; i++)
		answer_load(argv[2 + i], &answers[i]);
	daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO, 0, NULL, NULL,
		on_request, answers, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
		MHD_OPTION_THREAD_POOL_SIZE, workers < 2 ? 0u : workers,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_END);
	if (!daemon)
		fail("cannot be listened on", "127.0.0.1");
	printf("port=%u\n", (unsigned)MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	for (;;)
		pause();
}
