/* Built without GnuTLS: there is no TLS. See tls.h. */
#include "http/tls.h"

static enum err settings_check(const struct settings *settings, struct fault *fault)
{
	const char *given =
		*settings->tls_certificate ? settings->tls_certificate : settings->tls_key;

	return *given ? fault_set(fault, ERR_SETTING,
				"tls_certificate or tls_key is \"%s\", but this program was built "
				"without TLS.",
				given)
		      : ERR_OK;
}

enum err certificate_look(const struct settings *settings, struct fault *fault, int64_t *until)
{
	*until = 0;
	return settings_check(settings, fault);
}

enum err tls_create(const struct settings *settings, struct fault *fault, struct tls **tls)
{
	*tls = NULL;
	return settings_check(settings, fault);
}

void tls_destroy(struct tls *tls)
{
	(void)tls;
}

enum err tls_renew(struct tls *tls, int64_t now, struct fault *fault)
{
	(void)tls, (void)now, (void)fault;
	return ERR_OK;
}

int64_t tls_until(struct tls *tls)
{
	(void)tls;
	return 0;
}

struct certificate *tls_take(struct tls *tls)
{
	(void)tls;
	return NULL;
}

void certificate_give(struct certificate *certificate)
{
	(void)certificate;
}

struct MHD_OptionItem tls_options[] = {{MHD_OPTION_END, 0, NULL}};
