/* See include/base/sandbox.h: the three steps, in the order in which each allows the next. */
#include <assert.h>
#include <errno.h>
#include <sched.h>

#include "base/sandbox.h"
#include "base/sandbox/calls.h"
#include "base/sandbox/landlock.h"
#include "base/sandbox/privileges.h"

const char *const sandbox_mode_names[] = {"off", "auto", "require", NULL};

#ifdef AFTERWORD_SANITIZED
/* A sanitizer reads maps, runs a symbolizer and traces its own threads: it has no sandbox. */
static const bool possible = false;
#else
static const bool possible = true;
#endif

void sandbox_look(struct sandbox *sandbox)
{
	*sandbox = (struct sandbox){0};
	if (possible)
		*sandbox = (struct sandbox){landlock_version(), calls_can()};
}

void sandbox_enter(const struct sandbox_place *places, size_t count, struct sandbox *sandbox)
{
	*sandbox = (struct sandbox){0};
	if (!possible)
		return;
	/* landlock knows this thread alone; unshare(2): EINVAL where there are others */
	assert(unshare(CLONE_THREAD) == 0 || errno != EINVAL);
	privileges_give_up();
	sandbox->landlock = landlock_enter(places, count);
	sandbox->seccomp = calls_enter();
}

const char *sandbox_lacks(const struct sandbox *sandbox)
{
	static const char *const words[2][2] = {
		{"Landlock and seccomp", "Landlock"}, {"seccomp", NULL}};

	return words[sandbox->landlock > 0][sandbox->seccomp];
}
