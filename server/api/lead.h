/* Where the links of a thread lead, on a page of ours or on one of others. */
#ifndef AFTERWORD_SERVER_API_LEAD_H
#define AFTERWORD_SERVER_API_LEAD_H

#include "api/asked.h"
#include "base/text.h"

/* To the thread's page with these parameters: `name`=`value`, or (NULL) none besides. */
void lead_to_thread(struct text *out, const struct asked *asked, const char *name,
	const char *value, const char *anchor);

/* To a comment: where its article shows it, else where we do. `here`: it is on this page. */
void lead_to_comment(struct text *out, const struct asked *asked, int64_t comment, bool here);

#endif
