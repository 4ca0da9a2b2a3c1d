/*
 * See landlock.h. The numbers are the kernel's (Documentation/userspace-api/landlock.rst): headers
 * of an older system lack the newer ones, and a kernel takes only those that it knows.
 */
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/sandbox/landlock.h"

enum { GET_VERSION = 1, RULE_PATH_BENEATH = 1 };

enum access {
	ACCESS_EXECUTE = 1 << 0,
	ACCESS_WRITE_FILE = 1 << 1,
	ACCESS_READ_FILE = 1 << 2,
	ACCESS_READ_DIR = 1 << 3,
	ACCESS_REMOVE_FILE = 1 << 5,
	ACCESS_MAKE_REG = 1 << 8,
	ACCESS_REFER = 1 << 13,
	ACCESS_TRUNCATE = 1 << 14,
	ACCESS_IOCTL_DEV = 1 << 15,
	ACCESS_FIRST = ACCESS_REFER - 1, /* all of the first version */
};

/* struct landlock_ruleset_attr; what is zero need not be known to the kernel. */
struct ruleset {
	uint64_t files, net, scoped;
};

/* struct landlock_path_beneath_attr */
struct __attribute__((packed)) path_beneath {
	uint64_t allowed;
	int32_t parent;
};

/* What each version has learned to refuse. */
static const struct {
	int version;
	struct ruleset refused;
} versions[] = {
	{1, {.files = ACCESS_FIRST}},
	{2, {.files = ACCESS_REFER}},
	{3, {.files = ACCESS_TRUNCATE}},
	{4, {.net = 1 << 0 /* bind TCP */ | 1 << 1 /* connect TCP */}},
	{5, {.files = ACCESS_IOCTL_DEV}},
	{6, {.scoped = 1 << 0 /* abstract Unix sockets */ | 1 << 1 /* signals */}},
};

static const uint64_t allowed[] = {
	[SANDBOX_USE_READ] = ACCESS_READ_FILE,
	/* SQLite opens the folder, too, to sync it */
	[SANDBOX_USE_KEEP] = ACCESS_READ_FILE | ACCESS_WRITE_FILE | ACCESS_READ_DIR |
			     ACCESS_REMOVE_FILE | ACCESS_MAKE_REG | ACCESS_TRUNCATE,
	[SANDBOX_USE_REMOVE] = ACCESS_REMOVE_FILE,
};

_Static_assert(ARRAY_SIZE(allowed) == SANDBOX_USE__MAX, "each use has a row");

int landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, GET_VERSION);

	return version > 0 ? (int)version : 0;
}

/* What libraries open by themselves once a server runs. They live without, too, but not as well. */
static const struct sandbox_place libraries[] = {
	/* SQLite's random numbers, as for the names of temporary files */
	{"/dev/urandom", SANDBOX_USE_READ},
	/* the C library: how many workers there shall be; whether memory is given back */
	{"/sys/devices/system/cpu/online", SANDBOX_USE_READ},
	{"/proc/sys/vm/overcommit_memory", SANDBOX_USE_READ},
};

static bool place_allow(int ruleset, uint64_t known, const struct sandbox_place *place)
{
	struct path_beneath rule = {.allowed = allowed[place->use] & known};
	long code;

	rule.parent = open(place->path, O_PATH | O_CLOEXEC);
	if (rule.parent < 0)
		return true;
	code = syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent);
	return code == 0;
}

static bool places_allow(
	int ruleset, uint64_t known, const struct sandbox_place *places, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!place_allow(ruleset, known, &places[i]))
			return false;
	return true;
}

static struct ruleset refused_by(int version)
{
	struct ruleset refused = {0};

	for (size_t i = 0; i < ARRAY_SIZE(versions) && versions[i].version <= version; i++) {
		refused.files |= versions[i].refused.files;
		refused.net |= versions[i].refused.net;
		refused.scoped |= versions[i].refused.scoped;
	}
	return refused;
}

int landlock_enter(const struct sandbox_place *places, size_t count)
{
	int version = landlock_version(), fd;
	const struct ruleset refused = refused_by(version);
	bool good;

	if (!version)
		return 0;
	fd = (int)syscall(SYS_landlock_create_ruleset, &refused, sizeof(refused), 0);
	if (fd < 0)
		return 0;
	good = places_allow(fd, refused.files, libraries, ARRAY_SIZE(libraries)) &&
	       places_allow(fd, refused.files, places, count) &&
	       syscall(SYS_landlock_restrict_self, fd, 0) == 0;
	close(fd);
	return good ? version : 0;
}
