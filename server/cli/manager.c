/* The service manager is systemd. See manager.h; no_manager.c is built where there is no
 * libsystemd. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#include "base/time.h"
#include "cli/manager.h"

enum { TOLD_MAX = 1024 };

/* What a socket's unit calls it (FileDescriptorName=), and whom it is for. */
static const struct {
	const char *name;
	bool inside;
} purposes[] = {{"readers", false}, {"moderators", true}};

static enum err socket_take(
	const char *name, int fd, struct fault *fault, struct server_socket *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(purposes); i++) {
		if (strcmp(name, purposes[i].name) != 0)
			continue;
		*out = (struct server_socket){fd, purposes[i].inside};
		return ERR_OK;
	}
	return fault_set(fault, ERR_LISTEN,
		"The service manager hands over a socket that it calls \"%s\"; FileDescriptorName= "
		"must be readers or moderators.",
		name);
}

enum err manager_sockets(
	struct fault *fault, struct server_socket *sockets, size_t max, size_t *count)
{
	char **names = NULL;
	int found = sd_listen_fds_with_names(true, &names);
	enum err err = ERR_OK;

	*count = found > 0 ? (size_t)found : 0;
	if (found < 0)
		err = fault_set(fault, ERR_LISTEN,
			"The service manager's sockets cannot be taken: %s.", strerror(-found));
	else if (*count > max)
		err = fault_set(fault, ERR_LISTEN,
			"The service manager hands over %d sockets; at most %zu can be used.",
			found, max);
	for (size_t i = 0; i < *count; i++) {
		if (!err)
			err = socket_take(
				names[i], SD_LISTEN_FDS_START + (int)i, fault, &sockets[i]);
		free(names[i]);
	}
	free(names);
	return err;
}

bool manager_listens(void)
{
	return getenv("NOTIFY_SOCKET") != NULL;
}

void manager_tell(const char *format, ...)
{
	char told[TOLD_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(told, sizeof(told), format, args);
	va_end(args);
	(void)sd_notify(false, told);
}

int64_t manager_watchdog(void)
{
	uint64_t microseconds;

	return sd_watchdog_enabled(false, &microseconds) > 0 ? (int64_t)(microseconds / 1000) : 0;
}
