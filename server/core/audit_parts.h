/* What the files of the audit share: a check looks, and says what it has found. */
#ifndef AFTERWORD_SERVER_CORE_AUDIT_PARTS_H
#define AFTERWORD_SERVER_CORE_AUDIT_PARTS_H

#include "core/audit.h"
#include "core/keys.h"

struct checking {
	const struct audited *audited;
	struct store *store;
	struct keys *keys; /* NULL: they cannot be used */
	struct arena *arena;
	struct audit_result *result; /* of the check that runs */
};

/* Something is wrong. */
void audit_found(struct checking *checking, const char *format, ...) PRINTF_LIKE(2, 3);

/* Of the machine, and of how the server was set up (audit_machine.c). Each sets the summary. */
enum err audit_permissions(struct checking *checking) MUST_CHECK;
enum err audit_disk(struct checking *checking) MUST_CHECK;
enum err audit_clock(struct checking *checking) MUST_CHECK;
enum err audit_limits(struct checking *checking) MUST_CHECK;
enum err audit_certificate(struct checking *checking) MUST_CHECK;
enum err audit_settings(struct checking *checking) MUST_CHECK;
enum err audit_backup(struct checking *checking) MUST_CHECK;
enum err audit_proxies(struct checking *checking) MUST_CHECK;

#endif
