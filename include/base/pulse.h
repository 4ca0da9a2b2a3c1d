/*
 * The pulse of a thread, by which another sees whether it goes round: odd while the thread does one
 * thing, even while it waits for the next. It costs the thread two stores; whoever looks keeps the
 * time.
 */
#ifndef AFTERWORD_BASE_PULSE_H
#define AFTERWORD_BASE_PULSE_H

#include <stdatomic.h>
#include <stdbool.h>

struct pulse {
	atomic_uint beats; /* the thread's alone to change */
};

/* It begins with one thing, or has done it. */
static inline void pulse_beat(struct pulse *pulse)
{
	unsigned beats = atomic_load_explicit(&pulse->beats, memory_order_relaxed);

	atomic_store_explicit(&pulse->beats, beats + 1, memory_order_relaxed);
}

/* Whether it is at one thing. */
static inline bool pulse_works(const struct pulse *pulse)
{
	return atomic_load_explicit(&pulse->beats, memory_order_relaxed) % 2;
}

#endif
