/*
 * What the audit looks at beside the database's content: files, disk, clock, limits, settings, the
 * last backup. The machine and the user are those of who looks: run it as who runs the server. See
 * audit_parts.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timex.h>

#include "base/file.h"
#include "base/time.h"
#include "core/audit_parts.h"
#include "core/backup_mark.h"
#include "core/forwarding.h"
#include "core/machine.h"

#define MEBIBYTE ((int64_t)1024 * 1024)

/* A clock that goes back a little between two looks is none that is wrong. */
#define CLOCK_SLACK TIME_MINUTE

/* Made every night, with a day for mending what hindered one. */
#define BACKUP_OLD (2 * TIME_DAY)

/* Whoever renews by themselves does it earlier than that. */
#define CERTIFICATE_SOON (14 * TIME_DAY)

#define SESSION_IDLE_LONG (24 * TIME_HOUR / TIME_MINUTE)

/*
 * Users that are there only while a service runs (systemd, UIDS-GIDS). Their folders belong to
 * nobody where the kernel can show them to a service as its own.
 */
enum { DYNAMIC_USER_MIN = 61184, DYNAMIC_USER_MAX = 65519, NOBODY = 65534 };

/* Root keeps the key, and hands it to a service that the database belongs to. */
static bool is_handed_over(const struct stat *key, const struct stat *database)
{
	uid_t owner = database->st_uid;

	return key->st_uid == 0 &&
	       (owner == NOBODY || (owner >= DYNAMIC_USER_MIN && owner <= DYNAMIC_USER_MAX));
}

/* Others than its owner may do nothing with a file of the database. */
static void file_look(struct checking *checking, const char *path, const struct stat *key)
{
	struct stat found;

	if (stat(path, &found) < 0)
		return; /* the log is not always there */
	if (found.st_mode & 077)
		audit_found(checking, "%s: others can read or write it (mode %03o).", path,
			(unsigned)found.st_mode & 0777);
	if (key && key->st_uid != found.st_uid && !is_handed_over(key, &found))
		audit_found(checking, "%s is user %u's, the key user %u's.", path,
			(unsigned)found.st_uid, (unsigned)key->st_uid);
}

/* Who may write a folder puts another file in the place of ours. */
static void folder_look(struct checking *checking, const char *path)
{
	char folder[FILE_PATH_SIZE];
	struct stat found;

	if (file_folder(path, folder) && stat(folder, &found) == 0 && found.st_mode & S_IWOTH &&
		!(found.st_mode & S_ISVTX))
		audit_found(checking, "%s: everybody can write in it (mode %03o).", folder,
			(unsigned)found.st_mode & 0777);
}

enum err audit_permissions(struct checking *checking)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	const struct settings *settings = checking->audited->settings;
	struct stat key;
	bool has_key = stat(settings->key_file, &key) == 0;

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		char path[FILE_PATH_SIZE];

		snprintf(path, sizeof(path), "%s%s", settings->database, ends[i]);
		file_look(checking, path, has_key ? &key : NULL);
	}
	folder_look(checking, settings->database);
	folder_look(checking, settings->key_file);
	checking->result->summary = "database and key are their owner's alone";
	return ERR_OK;
}

enum err audit_disk(struct checking *checking)
{
	const struct settings *settings = checking->audited->settings;
	struct machine_disk disk;
	int64_t wanted;

	if (!machine_disk(settings->database, &disk)) {
		audit_found(checking, "It cannot be looked at.");
		return ERR_OK;
	}
	wanted = machine_disk_reserve(&disk, settings->disk_reserve);
	if (disk.free < wanted)
		audit_found(checking,
			"%lld MiB are free, %lld MiB shall be: disk_reserve, and room for a copy "
			"of "
			"the database.",
			(long long)(disk.free / MEBIBYTE), (long long)(wanted / MEBIBYTE));
	checking->result->summary =
		arena_format(checking->arena, "%lld MiB free, the database has %lld, its log %lld",
			(long long)(disk.free / MEBIBYTE), (long long)(disk.database / MEBIBYTE),
			(long long)(disk.log / MEBIBYTE));
	return ERR_OK;
}

/* As far as the kernel knows (adjtimex(2)); in a container it is often not told. */
static bool clock_is_kept(void)
{
	struct timex asked = {0};

	return adjtimex(&asked) != TIME_ERROR;
}

enum err audit_clock(struct checking *checking)
{
	const struct audited *audited = checking->audited;
	char now[TIME_SIZE], last[TIME_SIZE];
	int64_t newest;
	enum err err = store_newest_time(checking->store, &newest);

	if (err)
		return err;
	time_format(audited->now, now);
	time_format(newest, last);
	if (newest > audited->now + CLOCK_SLACK)
		audit_found(checking, "It is %s, but the newest row of the database is from %s.",
			now, last);
	checking->result->summary = arena_format(checking->arena, "%s, %s", now,
		clock_is_kept() ? "kept in step" : "not known to be kept in step");
	return ERR_OK;
}

enum err audit_limits(struct checking *checking)
{
	int64_t now, most, wanted = checking->audited->files;

	machine_files(&now, &most);
	if (most < wanted)
		audit_found(checking,
			"%lld files may be open, %lld are wanted: connections, reader_listeners "
			"and "
			"what the server has beside them.",
			(long long)most, (long long)wanted);
	checking->result->summary = arena_format(checking->arena,
		"%lld files may be open, %lld are wanted", (long long)most, (long long)wanted);
	return ERR_OK;
}

enum err audit_certificate(struct checking *checking)
{
	const struct audited *audited = checking->audited;
	int64_t left = audited->certificate_until - audited->now;
	char until[TIME_SIZE];

	checking->result->summary = "none; TLS is a proxy's, or there is none";
	if (audited->certificate_wrong) {
		audit_found(checking, "%s", audited->certificate_wrong);
		checking->result->summary = "it cannot be used";
	}
	if (audited->certificate_until) {
		time_format(audited->certificate_until, until);
		checking->result->summary = arena_format(checking->arena, "good until %s", until);
		if (left <= 0)
			audit_found(checking, "Its time is over since %s.", until);
		else if (left < CERTIFICATE_SOON)
			audit_found(checking, "Its time is over at %s, in less than %d days.",
				until, (int)(CERTIFICATE_SOON / TIME_DAY));
	}
	checking->result->warns = !audited->certificate_wrong && left > 0;
	return ERR_OK;
}

static bool listens_outside(const struct settings *settings)
{
	const char *at = settings->listen;

	while (*at) {
		size_t length = strcspn(at, ",");

		if (strncmp(at, "127.", 4) != 0 && strncmp(at, "[::1]", 5) != 0 &&
			strncmp(at, "localhost:", 10) != 0 && strncmp(at, "unix:", 5) != 0)
			return true;
		at += length + (at[length] == ',');
	}
	return false;
}

static bool is_public(const struct settings *settings)
{
	return *settings->public_url || listens_outside(settings);
}

static bool limits_are_off(const struct settings *settings)
{
	return !settings->rate_limits;
}

static bool fingerprints_are_cheap(const struct settings *settings)
{
	return settings->fingerprint_cost == FINGERPRINT_COST_KEYED;
}

static bool is_in_the_clear(const struct settings *settings)
{
	return strncmp(settings->public_url, "http://", 7) == 0 && listens_outside(settings);
}

static bool has_no_public_url(const struct settings *settings)
{
	return !*settings->public_url && listens_outside(settings);
}

static bool has_no_proxy(const struct settings *settings)
{
	return strncmp(settings->public_url, "https://", 8) == 0 && !*settings->trusted_proxies &&
	       !*settings->tls_certificate;
}

static bool has_public_demo(const struct settings *settings)
{
	return settings->demo && is_public(settings);
}

static bool signs_in_outside(const struct settings *settings)
{
	return *settings->sign_in_header && listens_outside(settings) &&
	       !*settings->moderate_listen;
}

static bool clock_stands_still(const struct settings *settings)
{
	return settings->clock != 0;
}

static bool sessions_are_long(const struct settings *settings)
{
	return settings->session_idle > SESSION_IDLE_LONG;
}

/* Settings that are allowed, and mostly not meant. */
static const struct {
	bool (*is)(const struct settings *settings);
	const char *what;
} risks[] = {
	{limits_are_off, "rate_limits is off: one address may send as much as it likes. Set it on, "
			 "or limit in "
			 "the proxy."},
	{fingerprints_are_cheap,
		"fingerprint_cost is keyed: who steals database and key guesses addresses quickly. "
		"Set it to standard."},
	{has_no_public_url,
		"public_url is empty, but others than this machine are listened to: set it to the "
		"address that readers use, since links are made from it."},
	{is_in_the_clear,
		"public_url is http: what readers and moderators type, passwords too, can be read "
		"on the way. Set tls_certificate, or put a proxy with TLS in front, and set it to "
		"https."},
	{has_no_proxy, "public_url is https, but trusted_proxies is empty: behind a proxy all "
		       "readers seem "
		       "to be one address. Name the proxy."},
	{signs_in_outside, "sign_in_header is set, and moderators are served where others can "
			   "connect past the "
			   "proxy. Set moderate_listen to an address that only the proxy reaches."},
	{has_public_demo, "demo is on: everybody finds the demo article at /demo. Set it off."},
	{clock_stands_still,
		"clock is a time at which the clock stands still: that is for tests. Set it to "
		"system."},
	{sessions_are_long,
		"session_idle is more than a day: a browser that is left open stays signed in."},
};

enum err audit_settings(struct checking *checking)
{
	for (size_t i = 0; i < ARRAY_SIZE(risks); i++)
		if (risks[i].is(checking->audited->settings))
			audit_found(checking, "%s", risks[i].what);
	checking->result->summary = "none is risky";
	if (checking->result->count)
		checking->result->summary = "some are risky, unless they are meant";
	return ERR_OK;
}

enum err audit_backup(struct checking *checking)
{
	const struct audited *audited = checking->audited;
	int64_t at = backup_mark_read(audited->database);
	char when[TIME_SIZE];

	time_format(at, when);
	if (!at)
		audit_found(checking, "None without flaws was made yet.");
	else if (audited->now - at > BACKUP_OLD)
		audit_found(checking, "The last one without flaws is from %s, %lld days ago.", when,
			(long long)((audited->now - at) / TIME_DAY));
	checking->result->summary =
		arena_format(checking->arena, "the last one without flaws is from %s", when);
	return ERR_OK;
}

/* As they really arrive, at the server that runs. */
enum err audit_proxies(struct checking *checking)
{
	struct forwarded forwarded;
	const uint64_t *requests = forwarded.requests;
	const char *wrong;

	checking->result->summary = "no server runs that could tell";
	if (!forwarded_load(checking->audited->settings->database, &forwarded))
		return ERR_OK;
	wrong = forwarded_wrong(&forwarded);
	if (wrong)
		audit_found(checking, "%s", wrong);
	checking->result->summary = arena_format(checking->arena,
		"of %" PRIu64 " requests proxies told from where %" PRIu64 " are, and of %" PRIu64
		" not",
		forwarded_all(&forwarded), requests[FORWARDING_TOLD],
		requests[FORWARDING_UNTOLD] + requests[FORWARDING_UNTRUSTED]);
	return ERR_OK;
}
