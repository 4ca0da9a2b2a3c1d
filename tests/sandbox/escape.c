/*
 * What an intruder would try, and what a server must be able to do, one attempt each time.
 *
 * usage: escape LAYERS ATTEMPT
 *
 * LAYERS: none, landlock, seccomp or all. Goes into the sandbox as the server does, with the folder
 * "inside" as the database's, tries, and prints "done" or the name of the errno. Beside "inside"
 * there are "outside", with "file" and a listening "socket", and what the attempts need.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/sandbox.h"
#include "base/sandbox/calls.h"
#include "base/sandbox/landlock.h"
#include "base/sandbox/privileges.h"
#include "db/db.h"

enum { X32 = 0x40000000, PAGE = 4096 };

/* The test, which is another process of the same user. */
static pid_t parent;

static const struct sandbox_place inside = {"inside", SANDBOX_USE_KEEP};

/* A descriptor, or -1, as the result of an attempt. */
static int opened(int fd)
{
	return fd < 0 ? -1 : close(fd);
}

static int try_read_outside(void)
{
	return opened(open("/etc/passwd", O_RDONLY));
}

static int try_read_beside(void)
{
	return opened(open("inside/../outside/file", O_RDONLY));
}

static int try_read_by_link(void)
{
	return opened(open("inside/link", O_RDONLY));
}

static int try_read_process(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/environ", (int)parent);
	return opened(open(path, O_RDONLY));
}

static int try_write_outside(void)
{
	return opened(open("outside/file", O_WRONLY));
}

static int try_truncate_outside(void)
{
	return truncate("outside/file", 0);
}

static int try_make_outside(void)
{
	return opened(open("outside/new", O_WRONLY | O_CREAT, 0600));
}

static int try_remove_outside(void)
{
	return unlink("outside/victim");
}

static int try_list_outside(void)
{
	return opened(open("/", O_RDONLY | O_DIRECTORY));
}

static int try_rename_out(void)
{
	return rename("inside/database", "outside/database");
}

static int try_link_in(void)
{
	return link("outside/file", "inside/hard");
}

static int try_make_link(void)
{
	return symlink("/etc/passwd", "inside/soft");
}

static int try_make_folder(void)
{
	return mkdir("inside/folder", 0700);
}

static int try_exec(void)
{
	char *const none[] = {NULL};

	return execve("/bin/true", none, none);
}

static int try_exec_inside(void)
{
	char *const none[] = {NULL};

	return execve("inside/program", none, none);
}

static int try_exec_memory(void)
{
	char *const none[] = {NULL};
	int from = open("inside/program", O_RDONLY | O_CLOEXEC), fd = memfd_create("x", 0);
	char part[PAGE];
	ssize_t length;

	while (fd >= 0 && (length = read(from, part, sizeof(part))) > 0)
		if (write(fd, part, (size_t)length) != length)
			return -1;
	return fd < 0 ? -1 : (int)syscall(SYS_execveat, fd, "", none, none, AT_EMPTY_PATH);
}

static int try_execveat(void)
{
	char *const none[] = {NULL};

	return (int)syscall(SYS_execveat, AT_FDCWD, "/bin/true", none, none, 0);
}

static int try_fork(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return child < 0 ? -1 : (int)(waitpid(child, NULL, 0) < 0);
}

static int try_map_code(void)
{
	void *at = mmap(
		NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? -1 : 0;
}

static int try_make_code(void)
{
	void *at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? 1 : mprotect(at, PAGE, PROT_READ | PROT_EXEC);
}

/* The same calls by other numbers, which a filter of one architecture could miss. */
static int try_other_numbers(void)
{
	return (int)syscall(X32 | SYS_getppid);
}

static int try_internet(void)
{
	return opened(socket(AF_INET, SOCK_STREAM, 0));
}

static int try_datagram(void)
{
	return opened(socket(AF_INET6, SOCK_DGRAM, 0));
}

static int try_netlink(void)
{
	return opened(socket(AF_NETLINK, SOCK_RAW, 0));
}

/* To the port that the test listens on. */
static int try_connect(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)atoi(getenv("PORT"))),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd < 0 ? -1 : connect(fd, (const struct sockaddr *)&address, sizeof(address));
}

static int try_listen(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return fd < 0 ? -1 : bind(fd, (const struct sockaddr *)&address, sizeof(address));
}

static int try_unix_socket(void)
{
	return opened(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int try_unix(void)
{
	const struct sockaddr_un address = {AF_UNIX, "outside/socket"};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	return fd < 0 ? -1 : connect(fd, (const struct sockaddr *)&address, sizeof(address));
}

static int try_signal(void)
{
	return kill(parent, SIGCONT);
}

static int try_ptrace(void)
{
	return (int)ptrace(PTRACE_SEIZE, parent, NULL, NULL);
}

static int try_read_memory(void)
{
	char byte;
	const struct iovec to = {&byte, 1}, from = {&byte, 1};

	return process_vm_readv(parent, &to, 1, &from, 1, 0) < 0 ? -1 : 0;
}

static int try_mount(void)
{
	return mount("none", "inside", "tmpfs", 0, NULL);
}

static int try_chroot(void)
{
	return chroot("inside");
}

static int try_unshare(void)
{
	return unshare(CLONE_NEWUSER);
}

static int try_setuid(void)
{
	return setuid(0);
}

static int try_keyring(void)
{
	return (int)syscall(SYS_keyctl, 0 /* the id of a keyring */, -3 /* the session's */, 0);
}

static int try_bpf(void)
{
	union bpf_attr attributes = {0};

	return (int)syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof(attributes));
}

static int try_perf(void)
{
	struct perf_event_attr attributes = {.size = sizeof(attributes)};

	return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0);
}

static int try_io_uring(void)
{
	char parameters[256] = {0};

	return (int)syscall(SYS_io_uring_setup, 1, parameters);
}

static int try_userfault(void)
{
	return (int)syscall(SYS_userfaultfd, 1 /* of this process alone */);
}

static int try_module(void)
{
	return (int)syscall(SYS_finit_module, -1, "", 0);
}

static int try_terminal(void)
{
	return ioctl(STDIN_FILENO, TIOCSTI, "x");
}

static int try_raise_limit(void)
{
	const struct rlimit limit = {0, 0};

	return setrlimit(RLIMIT_CORE, &limit);
}

static int try_be_dumped(void)
{
	int dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);

	if (dumpable == 0)
		errno = EPERM;
	return dumpable == 1 ? 0 : -1;
}

static int try_notify(void)
{
	return opened(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

/* What must be possible. */

static void *thread_run(void *context)
{
	return context;
}

static int can_make_threads(void)
{
	pthread_t thread;
	int code = pthread_create(&thread, NULL, thread_run, NULL);

	errno = code;
	return code ? -1 : pthread_join(thread, NULL);
}

static int can_make_files(void)
{
	int fd = open("inside/made", O_RDWR | O_CREAT | O_EXCL, 0600);

	if (fd < 0 || ftruncate(fd, 1) < 0 || fsync(fd) < 0 || close(fd) < 0)
		return -1;
	return unlink("inside/made");
}

/* More rows in order than SQLite keeps in memory: it takes a temporary file. */
static int can_sort(void)
{
	static const char sql[] =
		"PRAGMA cache_size = 10; PRAGMA temp_store = FILE;"
		"CREATE TEMP TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
		"FROM n LIMIT 100000) SELECT i, randomblob(40) AS b FROM n;"
		"CREATE INDEX temp.by_b ON t (b)";
	sqlite3 *sqlite;
	int code = sqlite3_open("inside/sorted", &sqlite);

	if (code == SQLITE_OK)
		code = sqlite3_exec(sqlite, sql, NULL, NULL, NULL);
	if (code != SQLITE_OK)
		fprintf(stderr, "%s\n", sqlite3_errmsg(sqlite));
	sqlite3_close(sqlite);
	return code == SQLITE_OK ? 0 : -1;
}

static const struct attempt {
	const char *name;
	int (*run)(void);
} attempts[] = {
	{"read_outside", try_read_outside},
	{"read_beside", try_read_beside},
	{"read_by_link", try_read_by_link},
	{"read_process", try_read_process},
	{"write_outside", try_write_outside},
	{"truncate_outside", try_truncate_outside},
	{"make_outside", try_make_outside},
	{"remove_outside", try_remove_outside},
	{"list_outside", try_list_outside},
	{"rename_out", try_rename_out},
	{"link_in", try_link_in},
	{"make_link", try_make_link},
	{"make_folder", try_make_folder},
	{"exec", try_exec},
	{"exec_inside", try_exec_inside},
	{"exec_memory", try_exec_memory},
	{"execveat", try_execveat},
	{"fork", try_fork},
	{"map_code", try_map_code},
	{"make_code", try_make_code},
	{"other_numbers", try_other_numbers},
	{"internet", try_internet},
	{"datagram", try_datagram},
	{"netlink", try_netlink},
	{"connect", try_connect},
	{"listen", try_listen},
	{"unix_socket", try_unix_socket},
	{"unix", try_unix},
	{"signal", try_signal},
	{"ptrace", try_ptrace},
	{"read_memory", try_read_memory},
	{"mount", try_mount},
	{"chroot", try_chroot},
	{"unshare", try_unshare},
	{"setuid", try_setuid},
	{"keyring", try_keyring},
	{"bpf", try_bpf},
	{"perf", try_perf},
	{"io_uring", try_io_uring},
	{"userfault", try_userfault},
	{"module", try_module},
	{"terminal", try_terminal},
	{"raise_limit", try_raise_limit},
	{"be_dumped", try_be_dumped},
	{"notify", try_notify},
	{"threads", can_make_threads},
	{"files", can_make_files},
	{"sort", can_sort},
};

static int enter_none(void)
{
	return 1;
}

static int enter_landlock(void)
{
	privileges_give_up();
	return landlock_enter(&inside, 1) > 0;
}

static int enter_seccomp(void)
{
	privileges_give_up();
	return calls_enter();
}

static int enter_all(void)
{
	struct sandbox sandbox;

	if (db_spill_into(inside.path))
		return 0;
	sandbox_enter(&inside, 1, &sandbox);
	return !sandbox_lacks(&sandbox);
}

static const struct layers {
	const char *name;
	int (*enter)(void);
} layers[] = {
	{"none", enter_none},
	{"landlock", enter_landlock},
	{"seccomp", enter_seccomp},
	{"all", enter_all},
};

static int (*layers_find(const char *name))(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(layers); i++)
		if (strcmp(layers[i].name, name) == 0)
			return layers[i].enter;
	return NULL;
}

static int (*attempt_find(const char *name))(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(attempts); i++)
		if (strcmp(attempts[i].name, name) == 0)
			return attempts[i].run;
	return NULL;
}

int main(int argc, char **argv)
{
	int (*enter)(void) = argc == 3 ? layers_find(argv[1]) : NULL;
	int (*run)(void) = argc == 3 ? attempt_find(argv[2]) : NULL;

	if (!enter || !run)
		return 2;
	parent = getppid();
	if (!enter())
		return 3;
	puts(run() < 0 ? strerrorname_np(errno) : "done");
	return 0;
}
