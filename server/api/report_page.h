/* The page on which a reader reports a comment without script. */
#ifndef AFTERWORD_SERVER_API_REPORT_PAGE_H
#define AFTERWORD_SERVER_API_REPORT_PAGE_H

#include "core/report.h"
#include "http/exchange.h"

/* Makes the answer the form again, with what was typed and the exchange's fault. */
enum err report_page_again(struct exchange *exchange, const struct report_input *typed) MUST_CHECK;

/* Makes the answer the way to a page that says that the report was taken. */
enum err report_page_taken(struct exchange *exchange) MUST_CHECK;

#endif
