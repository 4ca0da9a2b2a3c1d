/* Readers report a comment that is public; moderators say that it stays. */
#include "api/events.h"
#include "api/handlers.h"
#include "api/inputs.h"
#include "api/item.h"
#include "api/report_page.h"
#include "base/form.h"
#include "core/report.h"
#include "store/comment.h"

struct closing_input {
	const char *through;
};

static const struct input_member closing_members[] = {
	INPUT(struct closing_input, through, .needed = true, .as = INPUT_AS_ID,
		.what = "The newest report that was read: those that came later stay open."),
};
static const struct input_table closing_query = {closing_members, ARRAY_SIZE(closing_members)};

const struct contract reports_post_contract = {
	.id = "report_comment",
	.summary = "Reports a comment to the moderators",
	.description = "It stays as it is until they have looked at it. One network reports a "
		       "comment once; again, it is thanked for all the same.",
	.query = &language_table,
	.body = &report_input_table,
	.answers = ANSWERS({204, "It was taken."},
		{303, "A form was taken: on to a page that says so.", .headers = HEADER_LOCATION}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract reports_delete_contract = {
	.id = "close_reports",
	.summary = "Says that a comment stays as it is",
	.description = "Its reports are closed, and kept. A decision closes them, too.",
	.query = &closing_query,
	.answers = ANSWERS({204, "They are closed."}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

/* A report on its way, or reports being closed. */
struct reporting {
	struct report_input input;
	struct report report;
	unsigned char reporter[REPORTER_SIZE];
	int64_t through;
	const char *site;
	int64_t open; /* that there are now; of a new one, 0: nothing has changed */
};

static enum err report_write(struct exchange *exchange, struct store *store)
{
	struct reporting *reporting = exchange->state;

	return report_store(store, exchange->now, &exchange->arena, &exchange->fault,
		&reporting->report, &reporting->site, &reporting->open);
}

static void report_announce(const struct exchange *exchange)
{
	const struct reporting *reporting = exchange->state;

	if (reporting->site)
		event_reported(exchange->service->hub, reporting->report.comment, reporting->site,
			reporting->open);
}

static enum err report_finish(struct exchange *exchange)
{
	answer_header(exchange, "Cache-Control", "no-store");
	return exchange->type == EXCHANGE_TYPE_FORM ? report_page_taken(exchange)
						    : answer_nothing(exchange);
}

enum err reports_post_fail(struct exchange *exchange)
{
	const struct reporting *reporting = exchange->state;
	struct report_input input = {0};

	if (exchange->type != EXCHANGE_TYPE_FORM) {
		answer_problem(exchange, NULL);
		return ERR_OK;
	}
	if (!reporting)
		exchange_form_again(exchange, &report_input_table, &input);
	return report_page_again(exchange, reporting ? &reporting->input : &input);
}

static void report_from(const struct exchange *exchange, struct reporting *reporting)
{
	unsigned char network[EXCHANGE_NETWORK];

	if (!exchange_network(exchange, network))
		return;
	report_reporter(exchange->service->keys, reporting->report.comment,
		(struct slice){(const char *)network, sizeof(network)}, reporting->reporter);
	reporting->report.reporter =
		(struct slice){(const char *)reporting->reporter, sizeof(reporting->reporter)};
}

enum err reports_post(struct exchange *exchange)
{
	struct reporting *reporting = exchange_alloc(exchange, sizeof(*reporting));
	enum err err;

	if (!reporting)
		return ERR_MEMORY;
	exchange->state = reporting;
	err = item_id(exchange, &reporting->report.comment);
	if (!err)
		err = exchange_input(exchange, &report_input_table, &reporting->input);
	if (!err)
		err = report_init(
			&reporting->input, &exchange->arena, &exchange->fault, &reporting->report);
	if (err)
		return err;
	report_from(exchange, reporting);
	exchange_write(exchange, NULL, report_write, report_finish);
	exchange_tell(exchange, report_announce);
	return ERR_OK;
}

static enum err closing_write(struct exchange *exchange, struct store *store)
{
	struct reporting *reporting = exchange->state;
	struct fault *fault = &exchange->fault;
	struct comment place;
	int64_t id = reporting->report.comment;
	enum err err = fault_read(
		fault, store_comment_place(store, id, &exchange->arena, &place), "comment");

	if (!err)
		err = identity_may(&exchange->who, place.site, fault);
	if (err)
		return err;
	err = store_report_close(store, id, reporting->through, exchange->who.name, exchange->now);
	if (!err)
		err = store_comment_place(store, id, &exchange->arena, &place);
	if (err)
		return fault_set(fault, err, "The reports were not closed.");
	reporting->site = place.site;
	reporting->open = place.open_reports;
	return ERR_OK;
}

enum err reports_delete(struct exchange *exchange)
{
	struct reporting *reporting = exchange_alloc(exchange, sizeof(*reporting));
	struct closing_input input = {0};
	struct fault *fault = &exchange->fault;
	enum err err;

	if (!reporting)
		return ERR_MEMORY;
	err = item_id(exchange, &reporting->report.comment);
	if (!err)
		err = exchange_query(exchange, &closing_query, &input);
	if (err)
		return err;
	if (!input.through)
		return fault_field(fault, "through", "required", "Name the newest that was read.");
	input_id(input.through, "through", fault, &reporting->through);
	if (fault->err)
		return fault->err;
	exchange->state = reporting;
	exchange_write(exchange, NULL, closing_write, report_finish);
	exchange_tell(exchange, report_announce);
	return ERR_OK;
}
