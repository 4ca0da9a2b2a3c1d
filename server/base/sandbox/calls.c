/*
 * See calls.h. Names of architectures that lack a call are passed over by libseccomp. What a
 * pointer points to cannot be seen here: which files are opened is for landlock.c.
 */
#ifdef AFTERWORD_SECCOMP

#include <errno.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/sandbox/calls.h"

enum { LIMITS = 2, API_KILL_PROCESS = 3 };

/* With any arguments. */
static const int allowed[] = {
	/* files of the database's folder, and what is open */
	SCMP_SYS(access),
	SCMP_SYS(close),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(fallocate),
	SCMP_SYS(fchmod),
	SCMP_SYS(fchown),
	SCMP_SYS(fcntl),
	SCMP_SYS(fdatasync),
	SCMP_SYS(fstat),
	SCMP_SYS(fstatfs),
	SCMP_SYS(fsync),
	SCMP_SYS(ftruncate),
	SCMP_SYS(getcwd),
	SCMP_SYS(geteuid),
	SCMP_SYS(lseek),
	SCMP_SYS(lstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(open),
	SCMP_SYS(openat),
	SCMP_SYS(pread64),
	SCMP_SYS(pwrite64),
	SCMP_SYS(read),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(stat),
	SCMP_SYS(statfs),
	SCMP_SYS(statx),
	SCMP_SYS(unlink),
	SCMP_SYS(unlinkat),
	SCMP_SYS(write),
	SCMP_SYS(writev),
	/* connections: those that come; none are made, nor sockets for them */
	SCMP_SYS(accept4),
	SCMP_SYS(getpeername),
	SCMP_SYS(getsockname),
	SCMP_SYS(getsockopt),
	SCMP_SYS(recvfrom),
	SCMP_SYS(recvmsg),
	SCMP_SYS(sendmsg),
	SCMP_SYS(sendto),
	SCMP_SYS(shutdown),
	/* waiting */
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(epoll_create1),
	SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_pwait),
	SCMP_SYS(epoll_wait),
	SCMP_SYS(eventfd2),
	SCMP_SYS(futex),
	SCMP_SYS(nanosleep),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(rt_sigtimedwait),
	SCMP_SYS(sched_yield),
	/* memory; what can be executed is among the limited */
	SCMP_SYS(brk),
	SCMP_SYS(madvise),
	SCMP_SYS(mlock),
	SCMP_SYS(mremap),
	SCMP_SYS(munlock),
	SCMP_SYS(munmap),
	/* threads: their beginning and end, and the end of the process */
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(rseq),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(set_robust_list),
	/* what there is to know */
	SCMP_SYS(clock_getres),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(getpid),
	SCMP_SYS(getpriority),
	SCMP_SYS(getrandom),
	SCMP_SYS(getrusage),
	SCMP_SYS(gettid),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(sysinfo),
	SCMP_SYS(time),
};

/* What no library tries: whoever calls it is in the process and wants out of it. */
static const int deadly[] = {
	SCMP_SYS(add_key),
	SCMP_SYS(bpf),
	SCMP_SYS(chroot),
	SCMP_SYS(delete_module),
	SCMP_SYS(execve),
	SCMP_SYS(execveat),
	SCMP_SYS(finit_module),
	SCMP_SYS(init_module),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(kexec_load),
	SCMP_SYS(keyctl),
	SCMP_SYS(mount),
	SCMP_SYS(open_by_handle_at),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(pivot_root),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(ptrace),
	SCMP_SYS(request_key),
	SCMP_SYS(setgid),
	SCMP_SYS(setns),
	SCMP_SYS(setresgid),
	SCMP_SYS(setresuid),
	SCMP_SYS(setuid),
	SCMP_SYS(umount2),
	SCMP_SYS(unshare),
	SCMP_SYS(userfaultfd),
};

/* An argument of a call: the bits of it, and what they must be. */
struct limit {
	unsigned argument;
	scmp_datum_t bits, value;
};

struct limited {
	int call;
	unsigned count;
	struct limit limits[LIMITS];
};

static const scmp_datum_t all = UINT64_MAX, number = UINT32_MAX;

/* A thread of pthread_create; what may differ between C libraries is left out. */
static const scmp_datum_t thread =
	CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
static const scmp_datum_t thread_extra =
	CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;

static bool call_add(scmp_filter_ctx filter, uint32_t action, int call, const struct limited *row)
{
	struct scmp_arg_cmp limits[LIMITS];
	unsigned count = row ? row->count : 0;

	for (unsigned i = 0; i < count; i++)
		limits[i] = (struct scmp_arg_cmp){.arg = row->limits[i].argument,
			.op = SCMP_CMP_MASKED_EQ,
			.datum_a = row->limits[i].bits,
			.datum_b = row->limits[i].value};
	return seccomp_rule_add_array(filter, action, call, count, limits) == 0;
}

/* With these arguments alone. */
static bool limited_add(scmp_filter_ctx filter)
{
	const scmp_datum_t self = (scmp_datum_t)getpid();
	const struct limited rows[] = {
		{SCMP_SYS(clone), .count = 1, .limits = {{0, all & ~thread_extra, thread}}},
		/* nothing becomes code that was not when the program began */
		{SCMP_SYS(mmap), .count = 1, .limits = {{2, PROT_EXEC, 0}}},
		{SCMP_SYS(mprotect), .count = 1, .limits = {{2, PROT_EXEC, 0}}},
		/* abort() */
		{SCMP_SYS(tgkill), .count = 1, .limits = {{0, number, self}}},
		/* the hashers step behind the workers; nobody has a right to step back */
		{SCMP_SYS(setpriority), .count = 2,
			.limits = {{0, number, PRIO_PROCESS}, {1, number, 0}}},
		/* the limits are read, not set */
		{SCMP_SYS(prlimit64), .count = 2, .limits = {{0, number, 0}, {2, all, 0}}},
		{SCMP_SYS(prctl), .count = 1, .limits = {{0, number, PR_SET_NAME}}},
		{SCMP_SYS(setsockopt), .count = 2,
			.limits = {{1, number, IPPROTO_TCP}, {2, number, TCP_NODELAY}}},
		{SCMP_SYS(setsockopt), .count = 2,
			.limits = {{1, number, IPPROTO_TCP}, {2, number, TCP_CORK}}},
		{SCMP_SYS(setsockopt), .count = 2,
			.limits = {{1, number, IPPROTO_TCP}, {2, number, TCP_USER_TIMEOUT}}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (!call_add(filter, SCMP_ACT_ALLOW, rows[i].call, &rows[i]))
			return false;
	return true;
}

static bool calls_add(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!call_add(filter, action, calls[i], NULL))
			return false;
	return true;
}

static scmp_filter_ctx calls_filter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));

	if (!filter)
		return NULL;
	if (seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 &&
		seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0 &&
		/* a tree instead of a list: the calls of a request are found soon */
		seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 &&
		calls_add(filter, SCMP_ACT_ALLOW, allowed, ARRAY_SIZE(allowed)) &&
		calls_add(filter, SCMP_ACT_KILL_PROCESS, deadly, ARRAY_SIZE(deadly)) &&
		limited_add(filter))
		return filter;
	seccomp_release(filter);
	return NULL;
}

bool calls_can(void)
{
	return seccomp_api_get() >= API_KILL_PROCESS;
}

bool calls_enter(void)
{
	scmp_filter_ctx filter = calls_can() ? calls_filter() : NULL;
	bool good = filter && seccomp_load(filter) == 0;

	seccomp_release(filter);
	return good;
}

#else

#include "base/sandbox/calls.h"

bool calls_can(void)
{
	return false;
}

bool calls_enter(void)
{
	return false;
}

#endif
