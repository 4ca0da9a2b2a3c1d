/* The laws of include/core/hub.h. Who is woken by the hub's thread is waited for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/time.h"
#include "core/crypto.h"
#include "core/hub.h"

enum { HISTORY = 4, NEWS = 1, SPORT = 2, ALL = 3 };

#define NEVER (100 * TIME_DAY)

struct ear {
	struct hub_listener listener;
	sem_t woken;
	int suspended;
};

static struct hub *hub;
static struct ear ear;
static char heard[4096];
static size_t length;

static void on_suspend(struct hub_listener *listener)
{
	((struct ear *)listener)->suspended++;
}

static void on_wake(struct hub_listener *listener)
{
	sem_post(&((struct ear *)listener)->woken);
}

static int start_with(const struct hub_habits *habits)
{
	return crypto_start() || hub_create(habits, &hub);
}

static int start(void **state)
{
	return start_with(&(struct hub_habits){HISTORY, NEVER, false});
}

static int start_patient(void **state)
{
	return start_with(&(struct hub_habits){HISTORY, NEVER, true});
}

static int start_patient_beating(void **state)
{
	return start_with(&(struct hub_habits){HISTORY, 1, true});
}

static int start_beating(void **state)
{
	return start_with(&(struct hub_habits){HISTORY, 1, false});
}

static int stop(void **state)
{
	hub_destroy(hub);
	return 0;
}

static void join_as(struct ear *who, uint64_t topic, const char *after)
{
	*who = (struct ear){.listener = {.topic = topic, .suspend = on_suspend, .wake = on_wake}};
	sem_init(&who->woken, 0, 0);
	assert_int_equal(hub_join(hub, &who->listener, after), ERR_OK);
}

static void leave(struct ear *who)
{
	hub_leave(hub, &who->listener);
	sem_destroy(&who->woken);
}

static void publish(uint64_t topic, const char *name)
{
	const uint64_t topics[HUB_TOPICS] = {topic, ALL};
	char fields[64];

	snprintf(fields, sizeof(fields), "event: %s\ndata: {}\n", name);
	hub_publish(hub, topics, (struct slice){fields, strlen(fields)});
}

static enum hub_news take_room(struct ear *who, size_t size)
{
	enum hub_news news = hub_take(hub, &who->listener, heard, size, &length);

	heard[length] = '\0';
	return news;
}

static enum hub_news take(struct ear *who)
{
	return take_room(who, sizeof(heard) - 1);
}

static void wait_woken(struct ear *who)
{
	while (sem_wait(&who->woken) != 0)
		;
}

static void suspend(struct ear *who)
{
	int before = who->suspended;

	assert_int_equal(take(who), HUB_NEWS_NONE);
	assert_true(hub_wait(hub, &who->listener));
	assert_int_equal(who->suspended, before + 1);
}

/* The names of what was heard, with blanks between, against those wanted. */
static void check_names(const char *want)
{
	char names[256] = "";

	for (const char *at = heard; (at = strstr(at, "event: ")); at++) {
		const char *name = at + strlen("event: ");

		snprintf(names + strlen(names), sizeof(names) - strlen(names), "%s%.*s",
			*names ? " " : "", (int)strcspn(name, "\n"), name);
	}
	assert_string_equal(names, want);
}

static void hear(struct ear *who, const char *want)
{
	assert_int_equal(take(who), HUB_NEWS_EVENTS);
	check_names(want);
}

/* The id of what was heard last. */
static const char *last_id(void)
{
	static char id[64];
	const char *at = heard, *found = "";

	while ((at = strstr(at, "id: ")))
		found = at += strlen("id: ");
	assert_true(*found);
	snprintf(id, sizeof(id), "%.*s", (int)strcspn(found, "\n"), found);
	return id;
}

static void who_is_new_reads_anew_and_hears_what_follows(void **state)
{
	join_as(&ear, NEWS, NULL);
	hear(&ear, "reset");
	publish(NEWS, "one");
	publish(NEWS, "two");
	hear(&ear, "one two");
	assert_int_equal(take(&ear), HUB_NEWS_NONE);
	leave(&ear);
}

static void an_event_is_as_the_standard_has_it(void **state)
{
	const char *id;
	char want[128];

	join_as(&ear, NEWS, NULL);
	hear(&ear, "reset");
	publish(NEWS, "one");
	hear(&ear, "one");
	id = last_id();
	snprintf(want, sizeof(want), "event: one\ndata: {}\nid: %s\n\n", id);
	assert_string_equal(heard, want);
	leave(&ear);
}

static void nobody_is_published_for(void **state)
{
	assert_false(hub_heard(hub));
	publish(NEWS, "one");
	join_as(&ear, NEWS, NULL);
	assert_true(hub_heard(hub));
	hear(&ear, "reset");
	assert_int_equal(take(&ear), HUB_NEWS_NONE);
	leave(&ear);
	/* somebody may come again */
	assert_true(hub_heard(hub));
}

static void a_topic_is_heard_alone(void **state)
{
	struct ear sport, all;

	join_as(&ear, NEWS, NULL);
	join_as(&sport, SPORT, NULL);
	join_as(&all, ALL, NULL);
	hear(&ear, "reset");
	hear(&sport, "reset");
	hear(&all, "reset");
	publish(NEWS, "one");
	publish(SPORT, "two");
	publish(NEWS, "three");
	hear(&ear, "one three");
	hear(&sport, "two");
	hear(&all, "one two three");
	leave(&ear);
	leave(&sport);
	leave(&all);
}

static void who_was_away_for_a_moment_goes_on(void **state)
{
	char id[64];

	join_as(&ear, NEWS, NULL);
	hear(&ear, "reset");
	publish(NEWS, "one");
	hear(&ear, "one");
	snprintf(id, sizeof(id), "%s", last_id());
	leave(&ear);
	for (int i = 0; i < HISTORY; i++)
		publish(i % 2 ? NEWS : SPORT, "missed");
	join_as(&ear, NEWS, id);
	hear(&ear, "missed missed");
	assert_int_equal(take(&ear), HUB_NEWS_NONE);
	leave(&ear);
	for (int i = 0; i < 2; i++)
		publish(SPORT, "the first that was missed has to go for it");
	join_as(&ear, NEWS, id);
	hear(&ear, "reset");
	/* and the reset is where to go on from */
	snprintf(id, sizeof(id), "%s", last_id());
	assert_int_equal(take(&ear), HUB_NEWS_NONE);
	leave(&ear);
	join_as(&ear, NEWS, id);
	assert_int_equal(take(&ear), HUB_NEWS_NONE);
	leave(&ear);
}

static void whom_other_topics_overtake_goes_on(void **state)
{
	char id[64];

	join_as(&ear, NEWS, NULL);
	hear(&ear, "reset");
	publish(NEWS, "one");
	hear(&ear, "one");
	snprintf(id, sizeof(id), "%s", last_id());
	for (int i = 0; i < 3 * HISTORY; i++)
		publish(SPORT, "other");
	/* who was there and did not look, and who was away */
	assert_int_equal(take(&ear), HUB_NEWS_NONE);
	leave(&ear);
	join_as(&ear, NEWS, id);
	assert_int_equal(take(&ear), HUB_NEWS_NONE);
	publish(NEWS, "two");
	hear(&ear, "two");
	leave(&ear);
	/* what it heard last is lost: nothing is missed; the one after it: all is */
	join_as(&ear, NEWS, id);
	for (int i = 0; i < HISTORY - 1; i++)
		publish(SPORT, "other");
	hear(&ear, "two");
	leave(&ear);
	join_as(&ear, NEWS, id);
	publish(SPORT, "other");
	hear(&ear, "reset");
	leave(&ear);
}

/* More than the ring holds, published before the waker can look. */
static void who_waits_is_left_behind_by_their_own_topic_alone(void **state)
{
	struct ear sport;

	for (int turn = 0; turn < 200; turn++) {
		join_as(&ear, NEWS, NULL);
		join_as(&sport, SPORT, NULL);
		hear(&ear, "reset");
		hear(&sport, "reset");
		suspend(&ear);
		suspend(&sport);
		for (int i = 0; i < 5 * HISTORY; i++)
			publish(SPORT, "other");
		wait_woken(&sport);
		assert_int_equal(take(&sport), HUB_NEWS_EVENTS);
		publish(NEWS, "one");
		wait_woken(&ear);
		hear(&ear, "one");
		suspend(&ear);
		publish(NEWS, "two");
		for (int i = 0; i < 5 * HISTORY; i++)
			publish(SPORT, "other");
		wait_woken(&ear); /* be it because of what was lost */
		assert_int_equal(take(&ear), HUB_NEWS_EVENTS);
		leave(&ear);
		leave(&sport);
	}
}

static void what_is_no_id_of_this_run_reads_anew(void **state)
{
	char good[64], run[64], bad[128];
	const char *const forms[] = {"%s-", "%s", "%s-x", "%s-1x", "%s--1", "%s-99", "x%s-1",
		"%s-9999999999999999999", "%s- 1"};

	join_as(&ear, NEWS, "");
	hear(&ear, "reset");
	snprintf(good, sizeof(good), "%s", last_id());
	snprintf(run, sizeof(run), "%.*s", (int)strcspn(good, "-"), good);
	leave(&ear);
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(bad, sizeof(bad), forms[i], run);
#pragma GCC diagnostic pop
		join_as(&ear, NEWS, bad);
		hear(&ear, "reset");
		leave(&ear);
	}
	join_as(&ear, NEWS, good);
	assert_int_equal(take(&ear), HUB_NEWS_NONE);
	leave(&ear);
}

static void who_waits_is_woken_by_what_is_for_them(void **state)
{
	join_as(&ear, NEWS, NULL);
	hear(&ear, "reset");
	suspend(&ear);
	/* others' events neither wake nor leave behind */
	for (int i = 0; i < 3 * HISTORY; i++) {
		struct ear sport;

		join_as(&sport, SPORT, NULL);
		hear(&sport, "reset");
		suspend(&sport);
		publish(SPORT, "other");
		wait_woken(&sport);
		leave(&sport);
	}
	assert_int_not_equal(sem_trywait(&ear.woken), 0);
	publish(NEWS, "one");
	wait_woken(&ear);
	hear(&ear, "one");
	assert_int_equal(take(&ear), HUB_NEWS_NONE);
	leave(&ear);
}

static void what_comes_before_the_wait_is_not_waited_for(void **state)
{
	join_as(&ear, NEWS, NULL);
	hear(&ear, "reset");
	assert_int_equal(take(&ear), HUB_NEWS_NONE);
	publish(NEWS, "one");
	assert_false(hub_wait(hub, &ear.listener));
	assert_int_equal(ear.suspended, 0);
	hear(&ear, "one");
	leave(&ear);
}

static void who_is_too_slow_reads_anew(void **state)
{
	join_as(&ear, NEWS, NULL);
	hear(&ear, "reset");
	for (int i = 0; i <= HISTORY; i++)
		publish(NEWS, "one");
	hear(&ear, "reset");
	assert_int_equal(take(&ear), HUB_NEWS_NONE);
	leave(&ear);
}

static void all_read_anew_after_a_reset(void **state)
{
	char id[64];

	join_as(&ear, NEWS, NULL);
	hear(&ear, "reset");
	publish(NEWS, "one");
	hear(&ear, "one");
	snprintf(id, sizeof(id), "%s", last_id());
	suspend(&ear);
	hub_reset(hub);
	wait_woken(&ear);
	/* and look whether they still may */
	assert_int_equal(take(&ear), HUB_NEWS_BEAT);
	hear(&ear, "reset");
	assert_int_equal(take(&ear), HUB_NEWS_NONE);
	leave(&ear);
	join_as(&ear, NEWS, id);
	hear(&ear, "reset");
	leave(&ear);
}

static void where_there_is_patience_a_reset_waits_for_an_event(void **state)
{
	struct ear sport;

	join_as(&ear, NEWS, NULL);
	join_as(&sport, SPORT, NULL);
	hear(&ear, "reset");
	hear(&sport, "reset");
	suspend(&ear);
	suspend(&sport);
	hub_reset(hub);
	publish(SPORT, "one");
	wait_woken(&sport);
	hear(&sport, "reset");
	assert_int_not_equal(sem_trywait(&ear.woken), 0);
	publish(NEWS, "two");
	wait_woken(&ear);
	hear(&ear, "reset");
	assert_int_equal(take(&ear), HUB_NEWS_NONE);
	leave(&ear);
	leave(&sport);
}

static void or_for_a_heartbeat(void **state)
{
	enum hub_news news;

	join_as(&ear, NEWS, NULL);
	hear(&ear, "reset");
	do
		news = take(&ear);
	while (news == HUB_NEWS_BEAT || !hub_wait(hub, &ear.listener));
	hub_reset(hub);
	wait_woken(&ear);
	do
		news = take(&ear);
	while (news == HUB_NEWS_BEAT);
	while (news == HUB_NEWS_NONE) { /* that was the beat before */
		if (hub_wait(hub, &ear.listener))
			wait_woken(&ear);
		do
			news = take(&ear);
		while (news == HUB_NEWS_BEAT);
	}
	assert_int_equal(news, HUB_NEWS_EVENTS);
	check_names("reset");
	leave(&ear);
}

static void events_come_as_far_as_there_is_room(void **state)
{
	size_t one;

	join_as(&ear, NEWS, NULL);
	hear(&ear, "reset");
	publish(NEWS, "one");
	hear(&ear, "one");
	one = length;
	publish(NEWS, "two");
	publish(NEWS, "six");
	assert_int_equal(take_room(&ear, one - 1), HUB_NEWS_EVENTS);
	assert_int_equal(length, 0);
	assert_int_equal(take_room(&ear, 2 * one - 1), HUB_NEWS_EVENTS);
	check_names("two");
	assert_int_equal(take_room(&ear, one), HUB_NEWS_EVENTS);
	check_names("six");
	leave(&ear);
	join_as(&ear, NEWS, NULL);
	assert_int_equal(take_room(&ear, 10), HUB_NEWS_EVENTS);
	assert_int_equal(length, 0);
	hear(&ear, "reset");
	leave(&ear);
}

static void what_is_too_long_is_not_lost_in_silence(void **state)
{
	const uint64_t topics[HUB_TOPICS] = {NEWS, ALL};
	char fields[HUB_EVENT_MAX + 1];

	memset(fields, 'x', sizeof(fields));
	join_as(&ear, NEWS, NULL);
	hear(&ear, "reset");
	hub_publish(hub, topics, (struct slice){fields, sizeof(fields)});
	hear(&ear, "reset");
	leave(&ear);
}

static void a_heartbeat_wakes_who_waits(void **state)
{
	join_as(&ear, NEWS, NULL);
	for (int i = 0; i < 3; i++) {
		enum hub_news news = take(&ear);

		while (news != HUB_NEWS_NONE)
			news = take(&ear);
		if (!hub_wait(hub, &ear.listener))
			continue; /* it beat in between */
		wait_woken(&ear);
		assert_int_equal(take(&ear), HUB_NEWS_BEAT);
	}
	leave(&ear);
}

static void at_the_end_all_are_woken_and_told(void **state)
{
	struct ear late;

	join_as(&ear, NEWS, NULL);
	hear(&ear, "reset");
	suspend(&ear);
	hub_close(hub);
	wait_woken(&ear);
	assert_int_equal(take(&ear), HUB_NEWS_END);
	assert_false(hub_wait(hub, &ear.listener));
	late = (struct ear){.listener = {.topic = NEWS}};
	assert_int_equal(hub_join(hub, &late.listener, NULL), ERR_STOPPING);
	publish(NEWS, "one");
	assert_int_equal(take(&ear), HUB_NEWS_END);
	leave(&ear);
}

static void topics_have_numbers_of_their_own(void **state)
{
	assert_int_equal(hub_topic("moderation", "news"), hub_topic("moderation", "news"));
	assert_int_not_equal(hub_topic("moderation", "news"), hub_topic("moderation", ""));
	assert_int_not_equal(hub_topic("moderation", "news"), hub_topic("page", "news"));
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(who_is_new_reads_anew_and_hears_what_follows),
		LAW(an_event_is_as_the_standard_has_it),
		LAW(nobody_is_published_for),
		LAW(a_topic_is_heard_alone),
		LAW(who_was_away_for_a_moment_goes_on),
		LAW(whom_other_topics_overtake_goes_on),
		LAW(who_waits_is_left_behind_by_their_own_topic_alone),
		LAW(what_is_no_id_of_this_run_reads_anew),
		LAW(who_waits_is_woken_by_what_is_for_them),
		LAW(what_comes_before_the_wait_is_not_waited_for),
		LAW(who_is_too_slow_reads_anew),
		LAW(all_read_anew_after_a_reset),
		cmocka_unit_test_setup_teardown(
			where_there_is_patience_a_reset_waits_for_an_event, start_patient, stop),
		cmocka_unit_test_setup_teardown(or_for_a_heartbeat, start_patient_beating, stop),
		LAW(events_come_as_far_as_there_is_room),
		LAW(what_is_too_long_is_not_lost_in_silence),
		cmocka_unit_test_setup_teardown(a_heartbeat_wakes_who_waits, start_beating, stop),
		LAW(at_the_end_all_are_woken_and_told),
		LAW(topics_have_numbers_of_their_own),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
