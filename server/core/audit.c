/* See include/core/audit.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "base/sandbox.h"
#include "core/audit.h"
#include "core/audit_parts.h"
#include "core/keyring.h"
#include "core/seal.h"
#include "store/check.h"
#include "store/record.h"
#include "store/revision.h"

void audit_found(struct checking *checking, const char *format, ...)
{
	struct audit_result *result = checking->result;
	char text[FAULT_DETAIL];
	va_list args;

	result->count++;
	if (result->shown == AUDIT_SHOWN)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	result->wrong[result->shown] = arena_copy(checking->arena, text, strlen(text));
	/* without memory it is counted all the same */
	result->shown += result->wrong[result->shown] != NULL;
}

static enum err check_key(struct checking *checking)
{
	struct fault fault = FAULT_NONE;

	if (keys_open(checking->audited->key_file, false, &fault, &checking->keys) != ERR_OK) {
		checking->keys = NULL;
		audit_found(checking, "%s", fault.detail);
		return ERR_OK;
	}
	seal_use(checking->store, checking->keys);
	if (keyring_check(checking->store, checking->keys, checking->audited->key_file, &fault))
		audit_found(checking, "%s", fault.detail);
	checking->result->summary = arena_format(checking->arena, "%s, key %s",
		checking->audited->key_file, keys_id(checking->keys));
	return ERR_OK;
}

static enum err check_file(struct checking *checking)
{
	const char *flaws[AUDIT_SHOWN];
	size_t count = 0;
	enum err err = store_flaws(checking->store, AUDIT_SHOWN, checking->arena, flaws, &count);

	for (size_t i = 0; i < count; i++)
		audit_found(checking, "%s", flaws[i]);
	checking->result->summary = "no damage, no references into the void";
	return err;
}

static void record_found(struct record_findings *findings, enum record_flaw flaw, int64_t decision)
{
	static const char *const words[RECORD_FLAW__MAX] = {
		[RECORD_FLAW_NOT_SEALED] = "The record is not sealed yet.",
		[RECORD_FLAW_DECISION] = "It was changed, or what was in front of it is gone.",
		[RECORD_FLAW_NOTE] = "Its note was changed.",
		[RECORD_FLAW_COUNT] = "Decisions are gone from its end, or were put in.",
		[RECORD_FLAW_END] = "Its end was changed, or was sealed with another key.",
	};
	char id[ID_SIZE] = "";

	id_format(decision, id);
	audit_found(
		findings->context, "%s%s%s", decision ? id : "", decision ? ": " : "", words[flaw]);
}

static enum err check_record(struct checking *checking)
{
	struct record_findings findings = {.found = record_found, .context = checking};
	char last[27];
	enum err err = store_record_check(checking->store, &findings);

	if (err)
		return err;
	id_encode(findings.last, sizeof(findings.last), last);
	checking->result->summary = arena_format(checking->arena,
		"%lld decisions, the last sealed %s", (long long)findings.count, last);
	return ERR_OK;
}

static void revision_found(struct revision_findings *findings, const struct revision *revision)
{
	char id[ID_SIZE];

	id_format(revision->comment, id);
	audit_found(findings->context, "%s, revision %lld: its text is not as it was written.", id,
		(long long)revision->number);
}

static enum err check_revisions(struct checking *checking)
{
	struct revision_findings findings = {.found = revision_found, .context = checking};
	enum err err = store_revision_check(checking->store, &findings);

	if (err)
		return err;
	checking->result->summary = arena_format(checking->arena,
		findings.waiting ? "%lld texts, %lld not sealed yet" : "%lld texts",
		(long long)findings.count, (long long)findings.waiting);
	return ERR_OK;
}

static enum err check_counters(struct checking *checking)
{
	static const char *const words[STORE_CHECK__MAX] = {
		[STORE_CHECK_SITE_COUNT] = "comments of the site and state",
		[STORE_CHECK_DAY_COUNT] = "decisions by day on the site",
		[STORE_CHECK_PAGE_COUNT] = "public comments of the page",
		[STORE_CHECK_ALIAS] = "aliases or comments behind the alias",
		[STORE_CHECK_REPORTS] = "open reports of a comment on",
		[STORE_CHECK_LIKES] = "likes of a comment on",
		[STORE_CHECK_AUTHOR] = "comments of the author and state",
		[STORE_CHECK_REVISION] = "the revision of a comment on",
	};
	enum err err = ERR_OK;

	for (int check = 0; !err && check < STORE_CHECK__MAX; check++) {
		struct store_mismatch *rows;
		size_t count = 0;

		err = store_check(checking->store, (enum store_check)check, AUDIT_SHOWN,
			checking->arena, &rows, &count);
		for (size_t i = 0; !err && i < count; i++)
			audit_found(checking, "%s %s: %lld is kept, %lld is there.", words[check],
				rows[i].what, (long long)rows[i].kept, (long long)rows[i].counted);
	}
	checking->result->summary = "what is kept is what is there";
	return err;
}

/* Of a server that would be started now; that which runs has told it in its log. */
static enum err check_sandbox(struct checking *checking)
{
	struct sandbox sandbox;
	const char *lacks;

	sandbox_look(&sandbox);
	lacks = sandbox_lacks(&sandbox);
	checking->result->summary =
		lacks ? arena_format(checking->arena, "a server goes without %s here", lacks)
		      : arena_format(checking->arena, "a server has Landlock %d and seccomp here",
				sandbox.landlock);
	return ERR_OK;
}

static const struct {
	const char *name, *advice;
	enum err (*look)(struct checking *checking);
	bool sealed; /* needs the key */
	bool warns;  /* what is found may be meant */
} checks[AUDIT__MAX] = {
	[AUDIT_KEY] = {"key",
		"Put the key file back as it was, owned by who runs the server, 0600; "
		"docs/operations.md, The "
		"key.",
		check_key, false},
	[AUDIT_FILE] = {"file", "Stop the server and go back to a backup; the disk may be failing.",
		check_file, false},
	[AUDIT_RECORD] = {"record",
		"Compare it with a backup: somebody wrote it beside the server, or a disk did.",
		check_record, true},
	[AUDIT_REVISIONS] = {"revisions",
		"Compare them with a backup: somebody wrote them beside the server, or a disk did.",
		check_revisions, true},
	[AUDIT_COUNTERS] = {"counters",
		"Please report it, with what is told here; the comments themselves are not lost.",
		check_counters, false},
	[AUDIT_SANDBOX] = {"sandbox", "The setting sandbox says what a server does about it.",
		check_sandbox, false},
	[AUDIT_PERMISSIONS] = {"permissions",
		"Give the files to who runs the server, `chmod 600` them, and keep others out of "
		"their folders.",
		audit_permissions, false},
	[AUDIT_DISK] = {"disk",
		"Make room, or move the database to a larger disk: when it is full, comments are "
		"refused.",
		audit_disk, false},
	[AUDIT_CLOCK] = {"clock",
		"Set the clock and have it kept in step (systemd-timesyncd, chrony): sessions, "
		"tokens "
		"and the order of comments go by it.",
		audit_clock, false},
	[AUDIT_LIMITS] = {"limits",
		"Allow more (LimitNOFILE= of the service, `ulimit -n`), or lower connections and "
		"reader_listeners.",
		audit_limits, false, true},
	[AUDIT_CERTIFICATE] = {"certificate",
		"Renew it or put it right, then have the server reload (SIGHUP): "
		"docs/operations.md "
		"tells how.",
		audit_certificate, false, true},
	[AUDIT_SETTINGS] = {"settings", "Change them, or leave them if that is what you want.",
		audit_settings, false, true},
	[AUDIT_BACKUP] = {"backup",
		"Have `afterword backup` run every night (afterword-backup.timer), and look why it "
		"did not.",
		audit_backup, false, true},
	[AUDIT_PROXIES] = {"proxies",
		"The metrics tell more: afterword_http_forwarded_requests_total.", audit_proxies,
		false, true},
};

static enum err checks_look(
	struct checking *checking, size_t count, struct fault *fault, struct audit_result *results)
{
	for (size_t i = 0; i < count; i++) {
		enum err err;

		results[i] = (struct audit_result){
			.name = checks[i].name,
			.advice = checks[i].advice,
			.summary = "",
			.warns = checks[i].warns,
		};
		checking->result = &results[i];
		if (checks[i].sealed && !checking->keys) {
			audit_found(checking, "It cannot be looked at without the key.");
			continue;
		}
		err = checks[i].look(checking);
		if (err == ERR_MEMORY || !results[i].summary)
			return fault_set(fault, ERR_MEMORY, "There is no memory to look.");
		if (err)
			audit_found(checking, "It cannot be read.");
	}
	return ERR_OK;
}

enum err audit_run(const struct audited *audited, size_t count, struct arena *arena,
	struct fault *fault, struct audit_result *results)
{
	const char *database = audited->database;
	struct checking checking = {.audited = audited, .arena = arena};
	enum err err = store_open(database, STORE_MODE_READ, 0, fault, &checking.store);

	if (err)
		return err;
	err = store_begin_read(checking.store);
	if (err)
		fault_set(fault, err, "%s cannot be read.", database);
	else
		err = checks_look(&checking, count, fault, results);
	store_end_read(checking.store);
	store_close(checking.store);
	keys_close(checking.keys);
	return err;
}
