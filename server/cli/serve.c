/*
 * afterword serve: makes the parts of the server, waits for a signal, ends them in the reverse
 * order, so that what was accepted is finished.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "api/routes.h"
#include "base/log.h"
#include "cli/command.h"
#include "cli/confine.h"
#include "cli/manager.h"
#include "cli/watch.h"
#include "core/keyring.h"
#include "core/machine.h"
#include "core/seal.h"
#include "core/service.h"
#include "core/site.h"
#include "http/server.h"
#include "jobs/backlog.h"
#include "jobs/retention.h"
#include "store/ledger.h"
#include "store/record.h"

enum { WRITER_QUEUE = 1024, HASHER_QUEUE = 256, DRAIN_MILLISECONDS = 10000 };

struct serving {
	struct service service;
	struct server *server;
	struct retention *retention;
	struct backlog *backlog;
	struct watch *watch;
	struct manager manager;
	struct arrivals arrivals;
	struct damages damages;
	sigset_t signals;
	struct sandbox sandbox;
};

/* Signals are waited for, not handled; threads made later inherit the mask. */
static void serving_signals(struct serving *serving)
{
	sigemptyset(&serving->signals);
	sigaddset(&serving->signals, SIGTERM);
	sigaddset(&serving->signals, SIGINT);
	sigaddset(&serving->signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &serving->signals, NULL);
}

/* As many descriptors as connections and readers may need, as far as the system lets us. */
static void serving_descriptors(const struct settings *settings)
{
	rlim_t wanted = (rlim_t)(settings->connections + settings->reader_listeners) + SERVER_FILES;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/* The URL of the n-th address that is listened on, as far as a browser can use it. */
static enum err url_of_address(
	struct serving *serving, struct command_line *line, size_t n, const char **url)
{
	const char *address = server_address(serving->server, n), *wildcard = "0.0.0.0:";
	const char *scheme = server_is_secure(serving->server, n) ? "https" : "http";

	if (strncmp(address, "unix:", strlen("unix:")) == 0)
		*url = "http://localhost";
	else if (strncmp(address, wildcard, strlen(wildcard)) == 0)
		*url = arena_format(
			line->arena, "%s://127.0.0.1:%s", scheme, address + strlen(wildcard));
	else
		*url = arena_format(line->arena, "%s://%s", scheme, address);
	return *url ? ERR_OK : ERR_MEMORY;
}

/* The hub that feeds name, if there is one. */
static enum err serving_hub(struct service *service, struct command_line *line)
{
	struct fault why = FAULT_NONE;
	const char *given = line->settings->websub_hub;
	enum err err = url_website(given, "websub_hub", line->arena, &why, &service->websub_hub);

	return err == ERR_INVALID_INPUT
		       ? fault_set(line->fault, ERR_SETTING, "websub_hub is \"%s\": %s", given,
				 why.fields[0].detail)
		       : err;
}

/* Where readers reach it. */
static enum err serving_public_url(struct serving *serving, struct command_line *line)
{
	struct service *service = &serving->service;
	struct url_base base = {.path = ""};
	enum err err;

	if (*line->settings->public_url)
		err = command_public_url(line, &base);
	else
		err = url_of_address(serving, line, 0, &base.text);
	service->public_url = base.text;
	service->public_origin = base.origin ? base.origin : base.text;
	service->root = base.path;
	return err;
}

/* Where moderators do: their desk stands at the root of an address. */
static enum err serving_moderate_url(struct serving *serving, struct command_line *line)
{
	struct service *service = &serving->service;
	const char *given = line->settings->moderate_url;
	struct fault why = FAULT_NONE;
	size_t inside = 0;
	enum err err;

	while (server_is_outside(serving->server, inside))
		inside++;
	if (*given) {
		err = url_origin(given, "moderate_url", line->arena, &why, &service->moderate_url);
		return err == ERR_INVALID_INPUT
			       ? fault_set(line->fault, ERR_SETTING, "moderate_url is \"%s\": %s",
					 given, why.fields[0].detail)
			       : err;
	}
	if (inside || *service->root)
		return url_of_address(serving, line, inside, &service->moderate_url);
	service->moderate_url = service->public_url;
	return ERR_OK;
}

static void foreign_change(void *context)
{
	struct serving *serving = context;

	sites_forget(serving->service.sites);
	server_forget(serving->server);
	hub_reset(serving->service.hub);
	hub_reset(serving->service.page_hub);
}

static void database_moved(void *context, bool in_place)
{
	const struct serving *serving = context;
	const char *path = serving->service.settings->database;

	if (in_place)
		log_event(LOG_LEVEL_WARNING, "database_back", LOG_TEXT("path", path));
	else
		log_event(LOG_LEVEL_ERROR, "database_moved", LOG_TEXT("path", path),
			LOG_TEXT("advice", "Nothing is written: put the database back, or start "
					   "the server anew"));
}

/* Readers are not shown it; who runs the server has to know, whoever reads. */
static void text_damaged(void *context, int64_t comment, int64_t revision)
{
	struct damages *damages = context;
	char id[ID_SIZE];

	atomic_fetch_add(&damages->texts, 1);
	id_format(comment, id);
	log_event(LOG_LEVEL_ERROR, "text_damaged", LOG_TEXT("comment", id),
		LOG_NUMBER("revision", revision));
}

/* For reading: opened when first needed. */
static enum err serving_readers(struct serving *serving, struct command_line *line)
{
	struct service *service = &serving->service;
	const struct sealer sealer = seal_with(service->keys, text_damaged, &serving->damages);
	enum err err = pool_create(line->settings->database, &service->pool);

	if (err)
		return err;
	pool_set_sealer(service->pool, &sealer);
	service->sites = sites_create(service->pool);
	service->rulebook = rulebook_create(service->pool);
	return service->sites && service->rulebook ? ERR_OK : ERR_MEMORY;
}

/* The database is brought up to date: the writer, and the demo's site. */
static enum err serving_store(struct serving *serving, struct command_line *line)
{
	const struct writer_events events = {foreign_change, database_moved, serving};
	struct service *service = &serving->service;
	struct store *store;
	bool begun;
	enum err err = store_create(line->settings->database, (int)line->settings->node,
		clock_now(&service->clock), line->fault, &store);

	if (err)
		return err;
	seal_use(store, service->keys);
	err = keyring_begin(store, service->keys, line->settings->key_file,
		clock_now(&service->clock), line->fault);
	if (!err) {
		err = store_record_begin(store, &begun);
		if (err)
			fault_set(line->fault, err, "The record cannot be sealed.");
	}
	if (!err && begun)
		log_event(LOG_LEVEL_INFO, "record_begun", LOG_TEXT("key", keys_id(service->keys)));
	if (!err)
		err = store_ledger_mend(store, line->fault);
	/* below a path the origin is that of others, and the demo an article of theirs */
	if (!err && line->settings->demo && !*service->root)
		err = site_ensure(store, "demo", service->public_url, clock_now(&service->clock),
			line->arena, line->fault);
	service->recent = recent_create();
	if (!err)
		err = service->recent ? recent_load(service->recent, store) : ERR_MEMORY;
	if (!err)
		err = writer_create(store, WRITER_QUEUE, &events, &service->writer);
	if (err) {
		store_close(store);
		return err;
	}
	return ERR_OK;
}

/* What moderators hear of each other, and readers of pages. */
static enum err serving_live(struct service *service)
{
	const struct settings *settings = service->settings;
	struct hub_habits habits = {
		.history = (size_t)settings->event_history,
		.heartbeat = settings->event_heartbeat * TIME_SECOND,
	};
	enum err err = hub_create(&habits, &service->hub);

	habits.patient = true; /* so many of them would read at once */
	if (!err)
		err = hub_create(&habits, &service->page_hub);
	service->claims = claims_create();
	return err || service->claims ? err : ERR_MEMORY;
}

/*
 * Whoever reads what this prints makes the first admin. Not in the log: that is kept, and so is
 * what a service prints.
 */
static enum err serving_first_link(struct serving *serving, struct command_line *line)
{
	struct service *service = &serving->service;
	char code[SECRET_SIZE];
	struct store *store;
	bool exists = false;
	enum err err = pool_take(service->pool, line->fault, &store);

	if (err)
		return err;
	err = store_account_exists(store, &exists);
	pool_give(service->pool, store);
	if (err || exists)
		return err;
	if (log_in_journal(STDOUT_FILENO)) {
		log_event(LOG_LEVEL_WARNING, "no_account",
			LOG_TEXT("advice", "afterword account add NAME --role admin"));
		return ERR_OK;
	}
	first_link_make(clock_now(&service->clock), &service->first_link, code);
	printf("There is no account yet. This link makes the first admin, once, within an hour:\n"
	       "%s/moderate#first=%s\n",
		service->moderate_url, code);
	fflush(stdout);
	crypto_wipe(code, sizeof(code));
	return ERR_OK;
}

/* A new one, beside a database that has one, would make its authors strangers without a word. */
static enum err serving_may_make_key(struct command_line *line)
{
	const struct settings *settings = line->settings;
	struct fault why = FAULT_NONE;
	bool sealed = false;
	struct store *store;
	enum err err = store_open(settings->database, STORE_MODE_WRITE, 0, &why, &store);

	if (err == ERR_STORE_MISSING)
		return ERR_OK;
	if (!err) {
		err = keyring_check(store, NULL, settings->key_file, &why);
		if (!err)
			err = store_record_is_sealed(store, &sealed);
		if (err && !why.err)
			fault_set(&why, err, "The record cannot be read.");
		store_close(store);
	}
	if (err)
		return fault_set(line->fault, err, "%s", fault_detail(&why));
	if (!sealed)
		return ERR_OK;
	return fault_set(line->fault, ERR_KEY_FILE,
		"key_file: %s is not there, and %s was used with a key already. Put that key back: "
		"with another, which `afterword key new` makes, all authors are new.",
		settings->key_file, settings->database);
}

static enum err serving_keys(struct serving *serving, struct command_line *line)
{
	const char *path = line->settings->key_file;
	enum err err =
		access(path, F_OK) < 0 && errno == ENOENT ? serving_may_make_key(line) : ERR_OK;

	return err ? err : keys_open(path, true, line->fault, &serving->service.keys);
}

/* What is listened on: by the service manager, or by us. */
static enum err serving_server(struct serving *serving, struct command_line *line)
{
	struct server_socket sockets[SERVER_SOCKETS_MAX];
	size_t count;
	enum err err = manager_sockets(line->fault, sockets, ARRAY_SIZE(sockets), &count);

	return err ? err
		   : server_create(line->settings, sockets, count, line->fault, &serving->server);
}

static enum err serving_start(struct serving *serving, struct command_line *line)
{
	struct service *service = &serving->service;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t hashers = processors > 1 ? (size_t)processors / 2 : 1;
	enum err err = serving_keys(serving, line);

	service->settings = line->settings;
	service->clock = line->clock;
	service->started_at = clock_now(&service->clock);
	service->arrivals = &serving->arrivals;
	service->damages = &serving->damages;
	service->memory_fd = machine_memory_open();
	if (!err)
		err = watcher_read(
			line->settings->metrics_token_file, line->fault, &service->watcher);
	if (!err)
		err = serving_server(serving, line);
	if (!err)
		err = serving_public_url(serving, line);
	if (!err)
		err = serving_moderate_url(serving, line);
	if (!err)
		err = serving_hub(service, line);
	if (!err)
		err = confine(line->settings, serving->server, line->arena, line->fault,
			&serving->sandbox);
	if (!err)
		err = server_prepare(serving->server, service, line->fault);
	if (!err)
		err = serving_live(service);
	if (!err)
		err = serving_readers(serving, line);
	if (!err)
		err = serving_store(serving, line);
	if (!err)
		err = hashers_create(hashers, HASHER_QUEUE, &service->hashers);
	if (!err && line->settings->rate_limits && !(service->paces = paces_create()))
		err = ERR_MEMORY;
	if (!err && !(service->attempts = attempts_create()))
		err = ERR_MEMORY;
	if (!err && !(serving->retention = retention_create(service)))
		err = ERR_MEMORY;
	if (!err && !(serving->backlog = backlog_create(service, serving->server)))
		err = ERR_MEMORY;
	if (!err)
		err = serving_first_link(serving, line);
	if (!err)
		err = server_start(serving->server, routes, line->fault);
	if (!err && !(serving->watch = watch_create(service, serving->server, &serving->manager)))
		err = ERR_MEMORY;
	return err;
}

static void certificate_log(const struct server *server)
{
	int64_t until = server_certificate_until(server);
	char text[TIME_SIZE];

	if (!until)
		return;
	time_format(until, text);
	log_event(LOG_LEVEL_INFO, "certificate", LOG_TEXT("until", text));
}

static void serving_renew_certificate(struct serving *serving)
{
	struct fault why = FAULT_NONE;

	if (server_renew_certificate(serving->server, clock_now(&serving->service.clock), &why))
		log_event(LOG_LEVEL_ERROR, "certificate_refused",
			LOG_TEXT("detail", fault_detail(&why)));
	certificate_log(serving->server);
}

/* The certificate, and what is kept of the database in memory, are read anew. */
static void serving_reload(struct serving *serving)
{
	manager_tell(&serving->manager, "RELOADING=1\nMONOTONIC_USEC=%lld",
		(long long)time_monotonic() * 1000);
	foreign_change(serving);
	serving_renew_certificate(serving);
	log_event(LOG_LEVEL_INFO, "reloaded", LOG_NUMBER("pid", getpid()));
	manager_tell(&serving->manager, "READY=1");
}

static void serving_wait(struct serving *serving)
{
	for (;;) {
		int64_t span = watch_span(serving->watch);
		const struct timespec wait = {span / TIME_SECOND, span % TIME_SECOND * 1000000};
		int number = sigtimedwait(&serving->signals, NULL, &wait);

		if (number == SIGTERM || number == SIGINT)
			return;
		if (number == SIGHUP)
			serving_reload(serving);
		watch_look(serving->watch);
		retention_run(serving->retention);
		backlog_run(serving->backlog);
	}
}

static void serving_stop(struct serving *serving)
{
	struct service *service = &serving->service;

	watch_destroy(serving->watch);
	hub_close(service->hub);
	hub_close(service->page_hub);
	if (serving->server)
		server_drain(serving->server, DRAIN_MILLISECONDS);
	/* who still waits is resumed before the workers go, who still comes is refused */
	hashers_stop(service->hashers);
	writer_stop(service->writer);
	server_destroy(serving->server);
	hashers_destroy(service->hashers);
	paces_destroy(service->paces);
	rulebook_destroy(service->rulebook);
	claims_destroy(service->claims);
	attempts_destroy(service->attempts);
	sites_destroy(service->sites);
	/* who writes closes last: only then does SQLite take its log away */
	pool_destroy(service->pool);
	writer_destroy(service->writer);
	recent_destroy(service->recent);
	/* who writes publishes */
	hub_destroy(service->hub);
	hub_destroy(service->page_hub);
	retention_destroy(serving->retention);
	backlog_destroy(serving->backlog);
	keys_close(service->keys);
	manager_close(&serving->manager);
	if (service->memory_fd >= 0)
		close(service->memory_fd);
}

static void serving_log(const struct server *server)
{
	bool apart = server_is_outside(server, 0);

	for (size_t i = 0; server_address(server, i); i++)
		log_event(LOG_LEVEL_INFO, "listening",
			LOG_TEXT("address", server_address(server, i)),
			LOG_TEXT("for", !apart                         ? "all"
					: server_is_outside(server, i) ? "readers"
								       : "moderators"),
			LOG_TEXT("tls", server_is_secure(server, i) ? "yes" : "no"));
}

enum err command_serve(struct command_line *line)
{
	struct serving serving = {0};
	enum err err;

	/* first: who starts it may stop or reload it at once */
	serving_signals(&serving);
	err = command_read(line, NULL, 0, NULL, 0);
	if (err)
		return err;
	log_set_level((enum log_level)line->settings->log);
	log_set_format((enum log_format)line->settings->log_format);
	manager_open(&serving.manager);
	serving_descriptors(line->settings);
	err = serving_start(&serving, line);
	if (!err) {
		confine_log(line->settings, &serving.sandbox);
		serving_log(serving.server);
		certificate_log(serving.server);
		manager_tell(&serving.manager, "READY=1");
		watch_look(serving.watch);
		retention_run(serving.retention);
		serving_wait(&serving);
		log_event(LOG_LEVEL_INFO, "stopping", LOG_NUMBER("pid", getpid()));
		manager_tell(&serving.manager, "STOPPING=1\nSTATUS=Finishes what is under way");
	}
	serving_stop(&serving);
	if (!err)
		log_event(LOG_LEVEL_INFO, "stopped", LOG_NUMBER("pid", getpid()));
	return err;
}
