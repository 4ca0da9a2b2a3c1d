/* Built without libsystemd: there is no service manager that we know. See manager.h. */
#include <stdlib.h>
#include <unistd.h>

#include "cli/manager.h"

enum err manager_sockets(
	struct fault *fault, struct server_socket *sockets, size_t max, size_t *count)
{
	const char *whose = getenv("LISTEN_PID");

	(void)sockets, (void)max;
	/* they would be waited at in vain */
	if (whose && strtol(whose, NULL, 10) == getpid())
		return fault_set(fault, ERR_LISTEN,
			"The service manager hands over sockets, but this program was built "
			"without "
			"libsystemd.");
	*count = 0;
	return ERR_OK;
}

bool manager_listens(void)
{
	return false;
}

void manager_tell(const char *format, ...)
{
	(void)format;
}

int64_t manager_watchdog(void)
{
	return 0;
}
