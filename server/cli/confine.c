/*
 * See confine.h. A running server opens these files, and no others: those of the database's folder
 * (the database, -wal, -shm, -journal, the copy that is made before migrating, SQLite's temporary
 * files), and those of the folders of certificate and key; it removes its Unix sockets at the end.
 * Settings, key and standard error are read or open by then.
 */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "cli/confine.h"
#include "db/db.h"

enum { PLACES_MAX = 1 + SERVER_SOCKETS_MAX + 4 };

/* The folder that a file lies in, whatever links lead there; NULL: it has none. */
static const char *folder_of(const char *path, struct arena *arena)
{
	/* a database that is yet to be made is no link */
	char *real = realpath(path, NULL);
	char *copy = arena_copy(arena, real ? real : path, strlen(real ? real : path));

	free(real);
	real = copy ? realpath(dirname(copy), NULL) : NULL;
	copy = real ? arena_copy(arena, real, strlen(real)) : NULL;
	free(real);
	return copy;
}

/* Certificate and key are read again, under their names and behind links that may lead elsewhere.
 */
static size_t certificate_places(
	const struct settings *settings, struct arena *arena, struct sandbox_place *places)
{
	const char *const files[] = {settings->tls_certificate, settings->tls_key};
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		char named[FILE_PATH_SIZE];
		const char *real = *files[i] ? folder_of(files[i], arena) : NULL;

		if (real)
			places[count++] = (struct sandbox_place){real, SANDBOX_USE_READ};
		if (real && file_folder(files[i], named))
			places[count++] = (struct sandbox_place){
				arena_copy(arena, named, strlen(named)), SANDBOX_USE_READ};
	}
	return count;
}

static size_t places_of(const struct settings *settings, const struct server *server,
	struct arena *arena, struct sandbox_place places[PLACES_MAX])
{
	static const char scheme[] = "unix:";
	const char *folder = folder_of(settings->database, arena), *address;
	size_t count = 0;

	/* where there is no such folder the store says so */
	if (folder)
		places[count++] = (struct sandbox_place){folder, SANDBOX_USE_KEEP};
	for (size_t i = 0; (address = server_address(server, i)); i++) {
		if (strncmp(address, scheme, strlen(scheme)) != 0)
			continue;
		folder = folder_of(address + strlen(scheme), arena);
		if (folder)
			places[count++] = (struct sandbox_place){folder, SANDBOX_USE_REMOVE};
	}
	return count + certificate_places(settings, arena, places + count);
}

enum err confine(const struct settings *settings, const struct server *server, struct arena *arena,
	struct fault *fault, struct sandbox *sandbox)
{
	struct sandbox_place places[PLACES_MAX];
	size_t count;
	const char *lacks;

	if (settings->sandbox == SANDBOX_MODE_OFF)
		return ERR_OK;
	count = places_of(settings, server, arena, places);
	if (count && places[0].use == SANDBOX_USE_KEEP && db_spill_into(places[0].path))
		return fault_set(fault, ERR_MEMORY, "There is no memory to start.");
	sandbox_enter(places, count, sandbox);
	lacks = sandbox_lacks(sandbox);
	return lacks && settings->sandbox == SANDBOX_MODE_REQUIRE
		       ? fault_set(fault, ERR_SETTING,
				 "sandbox is \"require\", but this system or this build has no %s; "
				 "with auto the server goes on without.",
				 lacks)
		       : ERR_OK;
}

void confine_log(const struct settings *settings, const struct sandbox *sandbox)
{
	bool less = settings->sandbox != SANDBOX_MODE_OFF && sandbox_lacks(sandbox);
	char version[16] = "no";

	if (sandbox->landlock)
		snprintf(version, sizeof(version), "%d", sandbox->landlock);
	log_event(less ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "sandbox",
		LOG_TEXT("landlock", version),
		LOG_TEXT("seccomp", sandbox->seccomp ? "yes" : "no"));
}
