/* What is told at /metrics. See include/api/metrics.h. */
#include <string.h>

#include "api/exposition.h"
#include "api/handlers.h"
#include "api/routes.h"
#include "core/backup_mark.h"
#include "core/machine.h"
#include "http/traffic.h"
#include "store/comment.h"
#include "store/site.h"

enum { SITES_MAX = 100 }; /* that are told one by one: who scrapes keeps a row for each */

#define GAUGE     METRIC_GAUGE
#define COUNTER   METRIC_COUNTER
#define HISTOGRAM METRIC_HISTOGRAM
#define LABELS(...)                                                                                \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}

const struct metric metric_table[METRIC_INDEX__MAX] = {
#define METRIC(of, name, type, labels, help)                                                       \
	[METRIC_INDEX_##name] = {#of "_" #name, type, labels, help},
#include "api/metrics.def"
#undef METRIC
};

const char *const metric_type_names[METRIC_TYPE__MAX] = {
	[METRIC_GAUGE] = "gauge",
	[METRIC_COUNTER] = "counter",
	[METRIC_HISTOGRAM] = "histogram",
};

const struct contract metrics_contract = {
	.id = "read_metrics",
	.summary = "The server in numbers, for Prometheus",
	.description =
		"In Prometheus's text format 0.0.4. Asks for the secret in the file that the "
		"setting `metrics_token_file` names; without one there are no metrics. "
		"`docs/metrics.md` tells each.",
	.answers = ANSWERS({200, "The metrics.", .type = EXPOSITION_TYPE}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_UNAUTHENTICATED}),
};

/* All that is told, read once. */
struct reading {
	const struct exchange *exchange;
	struct text *out;
	const struct metric *metric; /* which is told */
	struct traffic traffic;
	struct writer_state writer;
	struct hashers_state hashers;
	struct machine_disk disk;
	bool disk_known;
	bool stored; /* the rest could be read */
	int64_t pending;
	struct site_pending *sites;
	size_t site_count;
	int64_t oldest_age; /* milliseconds */
};

static void put(const struct reading *reading, double number)
{
	exposition_add(reading->out, reading->metric, NULL, number);
}

static void put_labelled(const struct reading *reading, const char *label, uint64_t number)
{
	exposition_add(reading->out, reading->metric, &label, (double)number);
}

/* A number that is always known. */
#define PUTS(name, number)                                                                         \
	static void put_##name(const struct reading *reading)                                      \
	{                                                                                          \
		put(reading, (double)(number));                                                    \
	}

/* One that is told where it is known. */
#define PUTS_IF(known, name, number)                                                               \
	static void put_##name(const struct reading *reading)                                      \
	{                                                                                          \
		if (known)                                                                         \
			put(reading, (double)(number));                                            \
	}

#define SETTINGS (reading->exchange->service->settings)
#define DISK     (&reading->disk)

PUTS(start_time_seconds, (double)reading->exchange->service->started_at / TIME_SECOND)
PUTS(cpu_seconds_total, (double)machine_processor_time() * 1e-6)
PUTS(http_requests_in_flight, reading->traffic.in_flight)
PUTS(http_connections, reading->traffic.connections)
PUTS(http_connections_limit, reading->traffic.connections_limit)
PUTS_IF(reading->traffic.certificate_until, tls_certificate_expiry_timestamp_seconds,
	(double)reading->traffic.certificate_until / TIME_SECOND)
PUTS(cache_hits_total, reading->traffic.cache_hits)
PUTS(cache_misses_total, reading->traffic.cache_misses)
PUTS(cache_entries, reading->traffic.cache_entries)
PUTS(cache_bytes, reading->traffic.cache_bytes)
PUTS(cache_limit_bytes, SETTINGS->cache_size)
PUTS(writer_queue_length, reading->writer.queue.length)
PUTS(writer_queue_limit, reading->writer.queue.limit)
PUTS(writer_refused_total, reading->writer.queue.refused)
PUTS(writer_failures_total, reading->writer.failed)
PUTS(hashers, reading->hashers.threads)
PUTS(hashers_busy, reading->hashers.busy)
PUTS(hashers_queue_length, reading->hashers.queue.length)
PUTS(hashers_queue_limit, reading->hashers.queue.limit)
PUTS(hashers_refused_total, reading->hashers.queue.refused)
PUTS(database_readable, reading->stored)
PUTS_IF(reading->stored, pending_comments, reading->pending)
PUTS_IF(reading->stored, pending_oldest_age_seconds, (double)reading->oldest_age / TIME_SECOND)
PUTS(damaged_texts_total, atomic_load(&reading->exchange->service->damages->texts))
PUTS_IF(reading->disk_known, database_bytes, DISK->database)
PUTS_IF(reading->disk_known, database_log_bytes, DISK->log)
PUTS_IF(reading->disk_known, disk_free_bytes, DISK->free)
PUTS_IF(reading->disk_known, disk_reserve_bytes, machine_disk_reserve(DISK, SETTINGS->disk_reserve))
PUTS(backup_timestamp_seconds, (double)backup_mark_read(SETTINGS->database) / TIME_SECOND)

static void put_build_info(const struct reading *reading)
{
	put_labelled(reading, AFTERWORD_VERSION, 1);
}

static void put_resident_memory_bytes(const struct reading *reading)
{
	int64_t bytes = machine_memory(reading->exchange->service->memory_fd);

	if (bytes)
		put(reading, (double)bytes);
}

static void put_max_fds(const struct reading *reading)
{
	int64_t now, most;

	machine_files(&now, &most);
	put(reading, (double)now);
}

/*
 * `route`: NULL: answers where none was found. Once there is one, all classes are told: a first
 * failure is seen only by who has seen that there was none before.
 */
static void put_route(const struct reading *reading, const struct route *route)
{
	uint64_t answers[STATUS__MAX], all = 0;

	for (int status = 0; status < STATUS__MAX; status++) {
		answers[status] =
			exchange_answers(reading->exchange, route, (enum status_class)status);
		all += answers[status];
	}
	for (int status = 0; all && status < STATUS__MAX; status++) {
		const char *const values[] = {route ? route->method : "none",
			route ? route->path : "none", status_class_names[status]};

		exposition_add(reading->out, reading->metric, values, (double)answers[status]);
	}
}

static void put_http_requests_total(const struct reading *reading)
{
	for (const struct route *route = routes; route->method; route++)
		put_route(reading, route);
	put_route(reading, NULL);
}

static void put_http_request_duration_seconds(const struct reading *reading)
{
	for (int kind = 0; kind < TRAFFIC__MAX; kind++) {
		struct histogram took = {0};

		exchange_latency(reading->exchange, (enum traffic_kind)kind, &took);
		exposition_add_histogram(reading->out, reading->metric, &traffic_kind_names[kind],
			&took, &scale_time);
	}
}

static void put_http_forwarded_requests_total(const struct reading *reading)
{
	for (int how = 0; how < FORWARDING__MAX; how++)
		put_labelled(
			reading, forwarding_names[how], reading->traffic.forwarded.requests[how]);
}

static void put_listeners(const struct reading *reading)
{
	put_labelled(reading, "moderators", reading->traffic.moderators);
	put_labelled(reading, "readers", reading->traffic.readers);
}

static void put_writer_batch_size(const struct reading *reading)
{
	exposition_add_histogram(
		reading->out, reading->metric, NULL, &reading->writer.batches, &scale_size);
}

static void put_writer_commit_duration_seconds(const struct reading *reading)
{
	exposition_add_histogram(
		reading->out, reading->metric, NULL, &reading->writer.commits, &scale_time);
}

static void put_comments_received_total(const struct reading *reading)
{
	const struct arrivals *arrivals = reading->exchange->service->arrivals;

	for (int state = 0; state < COMMENT_STATE_DELETED; state++)
		put_labelled(
			reading, comment_state_names[state], atomic_load(&arrivals->taken[state]));
	put_labelled(reading, "refused", atomic_load(&arrivals->refused));
}

static void put_site_pending_comments(const struct reading *reading)
{
	for (size_t i = 0; reading->stored && i < reading->site_count; i++)
		put_labelled(reading, reading->sites[i].site, (uint64_t)reading->sites[i].count);
}

static void (*const puts_metric[METRIC_INDEX__MAX])(const struct reading *reading) = {
#define METRIC(of, name, type, labels, help) [METRIC_INDEX_##name] = put_##name,
#include "api/metrics.def"
#undef METRIC
};

static enum err reading_of_store(struct exchange *exchange, struct store *store, void *out)
{
	const struct queue_filter waiting = {.limit = 1};
	struct arena *arena = &exchange->arena;
	struct reading *reading = out;
	int64_t counts[COMMENT_STATE__MAX];
	struct comment *oldest;
	size_t count = 0;
	enum err err = store_site_counts(store, NULL, arena, counts);

	if (!err)
		err = store_queue(store, &waiting, arena, &oldest, &count);
	if (!err)
		err = store_site_pending_list(
			store, SITES_MAX, arena, &reading->sites, &reading->site_count);
	if (err)
		return err;
	reading->pending = counts[COMMENT_STATE_PENDING];
	reading->oldest_age = count ? exchange->now - oldest->created_at : 0;
	return ERR_OK;
}

/* As much as can be read: when the database fails, the rest is all the more wanted. */
static void reading_take(struct exchange *exchange, struct reading *reading)
{
	const struct service *service = exchange->service;

	exchange_traffic(exchange, &reading->traffic);
	writer_look(service->writer, &reading->writer);
	hashers_look(service->hashers, &reading->hashers);
	reading->disk_known = machine_disk(service->settings->database, &reading->disk);
	reading->stored = exchange_read(exchange, reading_of_store, reading) == ERR_OK;
	exchange->fault.err = ERR_OK;
}

enum err metrics_get(struct exchange *exchange)
{
	struct reading reading = {.exchange = exchange, .out = &exchange->answer.body};

	reading_take(exchange, &reading);
	for (int i = 0; i < METRIC_INDEX__MAX; i++) {
		reading.metric = &metric_table[i];
		exposition_begin(reading.out, reading.metric);
		puts_metric[i](&reading);
	}
	exchange->answer.status = 200;
	exchange->answer.type = EXPOSITION_TYPE;
	answer_header(exchange, "Cache-Control", "no-store");
	return ERR_OK;
}

void metrics_write_markdown(struct text *out)
{
	text_add_string(out,
		"# Metrics\n\n"
		"What `/metrics` tells, in Prometheus's text format 0.0.4;\n"
		"[operations.md](operations.md#monitoring) says how it is asked. Counters begin "
		"anew with the\nprocess.\n\n"
		"| metric | type | labels | what it tells |\n|---|---|---|---|\n");
	for (size_t i = 0; i < METRIC_INDEX__MAX; i++) {
		const struct metric *metric = &metric_table[i];

		text_add_format(out, "| %s | %s | ", metric->name, metric_type_names[metric->type]);
		for (size_t k = 0; metric->labels && metric->labels[k]; k++)
			text_add_format(out, "%s%s", k ? ", " : "", metric->labels[k]);
		text_add_format(out, " | %s |\n", metric->help);
	}
}
