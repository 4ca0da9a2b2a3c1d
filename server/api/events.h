/*
 * What moderators hear of each other: the events of /api/v1/moderation/events. Each is published on
 * the topic of its site and on that of all sites, after the commit of what it tells.
 */
#ifndef AFTERWORD_SERVER_API_EVENTS_H
#define AFTERWORD_SERVER_API_EVENTS_H

#include "core/claims.h"
#include "core/comment.h"
#include "core/hub.h"
#include "http/exchange.h"

/* A comment was left. */
void event_arrived(struct hub *hub, const struct submission *submission);

/* A comment has changed its state; `place` is how it stands now. */
void event_decided(struct hub *hub, const struct comment *place, const char *by, int64_t batch);

/* A reader has reported a comment, or its reports were seen to: so many are open now. */
void event_reported(struct hub *hub, int64_t comment, const char *site, int64_t open);

/* Somebody reads a comment, or still does; somebody reads it no more. */
void event_claimed(struct hub *hub, const struct claim *claim);
void event_released(struct hub *hub, const struct claim *claim);

#endif
