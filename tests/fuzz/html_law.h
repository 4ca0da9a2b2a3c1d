/*
 * What the HTML of a comment must be, read by a checker that shares no code with the renderer
 * (include/core/markup.h states the laws). It knows the output alone, not Markdown.
 */
#ifndef AFTERWORD_TESTS_HTML_LAW_H
#define AFTERWORD_TESTS_HTML_LAW_H

#include <stddef.h>
#include "base/text.h"

/* NULL, or the law that the HTML of a body of so many bytes breaks. */
const char *html_law(struct slice html, size_t body);

#endif
