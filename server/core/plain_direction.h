/*
 * Direction characters (UAX #9, the explicit ones) in texts of many lines.
 */
#ifndef AFTERWORD_CORE_PLAIN_DIRECTION_H
#define AFTERWORD_CORE_PLAIN_DIRECTION_H

#include <stdbool.h>
#include "base/text.h"

/*
 * Is every override (LRO, RLO) closed on its line, by its PDF or with the isolate around it?
 * `text` is valid UTF-8. Nesting deeper than UAX #9 allows (125) is not closed.
 */
bool direction_is_closed(struct slice text);

#endif
