/* The route table: every method and path that this server answers. */
#ifndef AFTERWORD_API_ROUTES_H
#define AFTERWORD_API_ROUTES_H

#include "http/route.h"

extern const struct route routes[]; /* ends with a NULL method */

/* Path of the demo article's page below the public URL. */
#define DEMO_PATH "/demo"

#endif
