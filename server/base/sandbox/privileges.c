/*
 * See privileges.h. Each step only takes something away, so none of them has to succeed: who has
 * no right to take a capability away has none.
 */
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/sandbox/privileges.h"

/*
 * Root keeps these where it has them, since the database's folder may be somebody else's: then
 * SQLite opens its files all the same, and gives the new ones to that owner.
 */
static const __u32 kept = 1U << CAP_CHOWN | 1U << CAP_DAC_OVERRIDE;

static void capabilities_give_up(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {0};

	for (int i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
		prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	if (syscall(SYS_capget, &header, data) < 0)
		return;
	data[0].effective &= kept;
	data[0].permitted &= kept;
	data[0].inheritable = 0;
	data[1] = (struct __user_cap_data_struct){0};
	syscall(SYS_capset, &header, data);
}

void privileges_give_up(void)
{
	const struct rlimit none = {0, 0};

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	capabilities_give_up();
	/* neither in a core dump nor for a debugger of the same user: there are keys in memory */
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
