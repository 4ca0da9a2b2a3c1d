/* The certificate of the settings tls_certificate and tls_key, looked at without a server. */
#ifndef AFTERWORD_HTTP_CERTIFICATE_H
#define AFTERWORD_HTTP_CERTIFICATE_H

#include <stdint.h>
#include "base/err.h"
#include "config/settings.h"

/*
 * Until when it may be used; 0: the settings name none. ERR_SETTING: a server could not use it, and
 * why.
 */
enum err certificate_look(
	const struct settings *settings, struct fault *fault, int64_t *until) MUST_CHECK;

#endif
