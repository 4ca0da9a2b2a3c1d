/*
 * Loaded before the libraries: gates. While there is a file of its name in the folder
 * AFTERWORD_GATES, whoever comes to one of these functions waits, and NAME.waits tells that
 * somebody does. For service.js.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LOOK_MICROSECONDS = 1000 };

static void gate(const char *name)
{
	const char *folder = getenv("AFTERWORD_GATES");
	char closed[4096], waits[4096];

	if (!folder)
		return;
	snprintf(closed, sizeof(closed), "%s/%s", folder, name);
	snprintf(waits, sizeof(waits), "%s/%s.waits", folder, name);
	while (access(closed, F_OK) == 0) {
		close(open(waits, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
		usleep(LOOK_MICROSECONDS);
	}
}

/* the server begins to answer */
struct MHD_Daemon *MHD_start_daemon(unsigned flags, uint16_t port, MHD_AcceptPolicyCallback accept,
	void *accept_context, MHD_AccessHandlerCallback handle, void *handle_context, ...)
{
	struct MHD_Daemon *daemon;
	va_list options;

	gate("MHD_start_daemon");
	va_start(options, handle_context);
	daemon = MHD_start_daemon_va(
		flags, port, accept, accept_context, handle, handle_context, options);
	va_end(options);
	return daemon;
}

/* a worker answers */
enum MHD_Result MHD_queue_response(
	struct MHD_Connection *connection, unsigned status, struct MHD_Response *response)
{
	enum MHD_Result (*next)(struct MHD_Connection *, unsigned, struct MHD_Response *);

	gate("MHD_queue_response");
	*(void **)&next = dlsym(RTLD_NEXT, "MHD_queue_response"); /* as dlopen(3) has it */
	return next(connection, status, response);
}

/* the writer commits */
int fdatasync(int fd)
{
	int (*next)(int);

	gate("fdatasync");
	*(void **)&next = dlsym(RTLD_NEXT, "fdatasync");
	return next(fd);
}

/* a hasher stretches an address */
int crypto_pwhash(unsigned char *out, unsigned long long size, const char *password,
	unsigned long long length, const unsigned char *salt, unsigned long long operations,
	size_t memory, int algorithm)
{
	int (*next)(unsigned char *, unsigned long long, const char *, unsigned long long,
		const unsigned char *, unsigned long long, size_t, int);

	gate("crypto_pwhash");
	*(void **)&next = dlsym(RTLD_NEXT, "crypto_pwhash");
	return next(out, size, password, length, salt, operations, memory, algorithm);
}
