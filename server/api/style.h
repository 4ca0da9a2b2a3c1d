/* The style of our pages, under a name that changes with its bytes. */
#ifndef AFTERWORD_SERVER_API_STYLE_H
#define AFTERWORD_SERVER_API_STYLE_H

#include "http/exchange.h"

/* In the arena; "" when there is no memory. */
const char *style_path(struct arena *arena);

/* GET /assets/{file} */
enum err style_get(struct exchange *exchange) MUST_CHECK;

#endif
