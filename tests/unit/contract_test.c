/* The laws of include/http/contract.h: nothing that /openapi.json needs is forgotten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "api/openapi.h"
#include "api/openapi_parts.h"
#include "api/routes.h"

#define LAW_HOLDS(condition, what, name)                                                           \
	do {                                                                                       \
		if (!(condition))                                                                  \
			fail_msg("%s: %s", name, what);                                            \
	} while (0)

static bool is_sentence(const char *text)
{
	return text && *text && strchr(".`", text[strlen(text) - 1]);
}

static void check_inputs(const struct input_table *table, const char *name)
{
	for (size_t i = 0; table && i < table->count; i++) {
		const struct input_member *member = &table->members[i];

		LAW_HOLDS(is_sentence(member->what), member->name, name);
		LAW_HOLDS(!member->high || member->low <= member->high, member->name, name);
		if (member->of)
			check_inputs(&member->of->table, name);
	}
}

/* Those seen so far; by its name one finds one shape. */
static const struct shape *shapes[OPENAPI_SHAPES];
static size_t shape_count;

static void check_shape(const struct shape *shape);

static void check_member(const struct shape_member *member, const char *name)
{
	LAW_HOLDS(is_sentence(member->what), member->name, name);
	LAW_HOLDS(member->of || (member->type == FIELD_NAMED) == (member->names != NULL),
		member->name, name);
	LAW_HOLDS(!member->of || (!member->type && !member->names), member->name, name);
	if (member->of)
		check_shape(member->of);
}

static void check_shape(const struct shape *shape)
{
	for (size_t i = 0; i < shape_count; i++) {
		if (shapes[i] == shape)
			return;
		LAW_HOLDS(strcmp(shapes[i]->name, shape->name) != 0, "two have it", shape->name);
	}
	shapes[shape_count++] = shape;
	LAW_HOLDS(shape->name[0] >= 'A' && shape->name[0] <= 'Z', "not a name", shape->name);
	LAW_HOLDS(!shape->fields || shape->see, "nobody sees it", shape->name);
	for (size_t i = 0; shape->fields && i < shape->fields->count; i++) {
		const struct field *field = &shape->fields->fields[i];

		LAW_HOLDS(!(field->see & shape->see) || is_sentence(field->what), field->name,
			shape->name);
		LAW_HOLDS(!(field->null & ~field->see), field->name, shape->name);
	}
	for (size_t i = 0; i < shape->count; i++)
		check_member(&shape->members[i], shape->name);
}

static void every_route_has_a_contract_of_its_own(void **state)
{
	for (const struct route *row = routes; row->method; row++) {
		LAW_HOLDS(row->contract, row->method, row->path);
		for (const struct route *other = routes; other < row; other++)
			LAW_HOLDS(strcmp(other->contract->id, row->contract->id) != 0,
				"two routes have this id", row->contract->id);
	}
}

static void contracts_say_what_their_routes_do(void **state)
{
	for (const struct route *row = routes; row->method; row++) {
		const struct contract *contract = row->contract;
		const char *id = contract->id;

		LAW_HOLDS(strspn(id, "abcdefghijklmnopqrstuvwxyz_") == strlen(id), "its id", id);
		LAW_HOLDS(!is_sentence(contract->summary) && *contract->summary, "its summary", id);
		LAW_HOLDS(!contract->description || is_sentence(contract->description),
			"its description", id);
		LAW_HOLDS((contract->body != NULL) == (row->types != 0), "its body", id);
		LAW_HOLDS(contract->answers && contract->answers->status, "its answers", id);
		/* what is shown when something goes wrong is not told by the row's functions */
		LAW_HOLDS(!contract->pages || row->fail, "its pages", id);
	}
}

static void everything_sent_is_described(void **state)
{
	for (const struct route *row = routes; row->method; row++) {
		check_inputs(row->contract->query, row->contract->id);
		check_inputs(row->contract->body, row->contract->id);
	}
}

static void everything_answered_is_described(void **state)
{
	for (const struct route *row = routes; row->method; row++) {
		const struct contract *contract = row->contract;
		const struct contract_problem *problem = contract->problems;

		for (const struct contract_answer *answer = contract->answers; answer->status;
			answer++) {
			LAW_HOLDS(is_sentence(answer->what), "an answer", contract->id);
			LAW_HOLDS(answer->status < 400, "a problem among answers", contract->id);
			LAW_HOLDS(!answer->shape || !answer->type, "two types", contract->id);
			if (answer->shape)
				check_shape(answer->shape);
		}
		for (; problem && problem->err; problem++)
			if (problem->extra)
				check_member(problem->extra, contract->id);
	}
	assert_in_range(shape_count, 10, OPENAPI_SHAPES - 1);
}

/* Its limits are asserts, which hold in here, too. */
static void the_document_is_the_same_each_time(void **state)
{
	struct text first, second;

	text_init(ANSWER_MAX, &first);
	text_init(ANSWER_MAX, &second);
	openapi_write(routes, "afterword", &first);
	openapi_write(routes, "afterword", &second);
	assert_int_equal(text_status(&first), ERR_OK);
	assert_string_equal(first.at, second.at);
	assert_true(first.length > 10000);
	text_finish(&first);
	text_finish(&second);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(every_route_has_a_contract_of_its_own),
		cmocka_unit_test(contracts_say_what_their_routes_do),
		cmocka_unit_test(everything_sent_is_described),
		cmocka_unit_test(everything_answered_is_described),
		cmocka_unit_test(the_document_is_the_same_each_time),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
