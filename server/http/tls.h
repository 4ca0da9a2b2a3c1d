/*
 * TLS: the certificate that the server shows, and its key. libmicrohttpd speaks TLS; here the files
 * are read, and read again while connections are open. http/no_tls.c is built where there is no
 * GnuTLS.
 */
#ifndef AFTERWORD_SERVER_HTTP_TLS_H
#define AFTERWORD_SERVER_HTTP_TLS_H

#include <microhttpd.h>
#include <stdint.h>
#include "http/certificate.h"

struct tls;

/*
 * Reads the files that the settings name. NULL: they name none. ERR_SETTING, which names the
 * setting and says what is wrong with its file.
 */
enum err tls_create(
	const struct settings *settings, struct fault *fault, struct tls **tls) MUST_CHECK;
/* When no connection is left. NULL is fine. */
void tls_destroy(struct tls *tls);

/*
 * Reads them again, for the connections that come from now on. ERR_SETTING: what there is cannot be
 * used, or its time is over, and what was in force stays so.
 */
enum err tls_renew(struct tls *tls, int64_t now, struct fault *fault) MUST_CHECK;

/* When the time of the certificate in force is over. */
int64_t tls_until(struct tls *tls);

/* A certificate with its key, for as long as somebody has it. */
struct certificate;

/* What is in force, for a connection; to be given back at its end. */
struct certificate *tls_take(struct tls *tls);
void certificate_give(struct certificate *certificate); /* NULL is fine */

/*
 * What a daemon with MHD_USE_TLS is told: TLS 1.2 and 1.3, with forward secrecy and authenticated
 * ciphers alone; and to ask the struct connection for its certificate.
 */
extern struct MHD_OptionItem tls_options[];

#endif
