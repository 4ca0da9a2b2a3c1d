/* See tls.h. */
#include <errno.h>
#include <fcntl.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "core/crypto.h"
#include "http/connection.h"
#include "http/tls.h"

enum { CHAIN_MAX = 16, FILE_MAX = 256 * 1024, KEY_ID_SIZE = 32 };

struct certificate {
	atomic_uint users;
	gnutls_pcert_st chain[CHAIN_MAX]; /* its own is the first */
	unsigned length;
	gnutls_privkey_t key;
	int64_t until; /* the first of the chain to end */
};

struct tls {
	const struct settings *settings;
	pthread_mutex_t lock;
	struct certificate *current; /* under the lock */
};

/* A setting that names a file, and what the file has. */
struct named {
	const char *setting, *path;
	bool secret;
	gnutls_datum_t content;
};

static enum err named_wrong(const struct named *named, const char *why, struct fault *fault)
{
	return fault_set(fault, ERR_SETTING, "%s: %s: %s.", named->setting, named->path, why);
}

static enum err named_fill(struct named *named, int fd, struct fault *fault)
{
	struct stat stat;
	ssize_t length;

	if (fstat(fd, &stat) < 0 || !S_ISREG(stat.st_mode))
		return named_wrong(named, "it is no file", fault);
	/* a group may read it: credentials of systemd come with an access control list */
	if (named->secret && stat.st_mode & 027)
		return named_wrong(named, "others can read or write it; `chmod 600` it", fault);
	named->content.data = malloc(FILE_MAX);
	if (!named->content.data)
		return fault_set(fault, ERR_MEMORY, "There is no memory for a certificate.");
	length = file_read(fd, named->content.data, FILE_MAX);
	if (length < 0)
		return named_wrong(named, strerror(errno), fault);
	if (length == FILE_MAX)
		return named_wrong(named, "it is too large", fault);
	named->content.size = (unsigned)length;
	return ERR_OK;
}

static enum err named_read(struct named *named, struct fault *fault)
{
	int fd = open(named->path, O_RDONLY | O_CLOEXEC);
	enum err err;

	if (fd < 0)
		return named_wrong(named, strerror(errno), fault);
	err = named_fill(named, fd, fault);
	close(fd);
	return err;
}

static void named_finish(struct named *named)
{
	if (named->content.data && named->secret)
		crypto_wipe(named->content.data, FILE_MAX);
	free(named->content.data);
}

static enum err certificate_take_chain(struct certificate *certificate, const struct named *named,
	gnutls_x509_crt_t *list, unsigned count, struct fault *fault)
{
	for (unsigned i = 0; i < count; i++) {
		time_t ends = gnutls_x509_crt_get_expiration_time(list[i]);
		int code = gnutls_pcert_import_x509(&certificate->chain[i], list[i], 0);

		if (code < 0 || ends < 0)
			return named_wrong(named, gnutls_strerror(code), fault);
		certificate->length++;
		if (!i || ends * TIME_SECOND < certificate->until)
			certificate->until = ends * TIME_SECOND;
	}
	return ERR_OK;
}

/* `id`: of the public key that the certificate is for. */
static enum err certificate_read_chain(struct certificate *certificate, const struct named *named,
	struct fault *fault, unsigned char id[KEY_ID_SIZE])
{
	gnutls_x509_crt_t list[CHAIN_MAX];
	unsigned count = CHAIN_MAX;
	size_t size = KEY_ID_SIZE;
	int code = gnutls_x509_crt_list_import(list, &count, &named->content, GNUTLS_X509_FMT_PEM,
		GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED | GNUTLS_X509_CRT_LIST_FAIL_IF_UNSORTED);
	enum err err;

	if (code == GNUTLS_E_CERTIFICATE_LIST_UNSORTED)
		return named_wrong(named,
			"first comes the server's own certificate, then the one that signed it, "
			"and so on",
			fault);
	if (code <= 0)
		return named_wrong(named, "it holds no certificate in PEM", fault);
	err = certificate_take_chain(certificate, named, list, count, fault);
	if (!err && gnutls_x509_crt_get_key_id(list[0], GNUTLS_KEYID_USE_SHA256, id, &size) < 0)
		err = named_wrong(named, "its key is of no kind that can be used", fault);
	while (count)
		gnutls_x509_crt_deinit(list[--count]);
	return err;
}

static enum err certificate_read_key(struct certificate *certificate, const struct named *named,
	struct fault *fault, unsigned char id[KEY_ID_SIZE])
{
	gnutls_pubkey_t public = NULL;
	size_t size = KEY_ID_SIZE;
	bool good;

	if (gnutls_privkey_init(&certificate->key) < 0)
		return fault_set(fault, ERR_MEMORY, "There is no memory for a certificate.");
	if (gnutls_privkey_import_x509_raw(
		    certificate->key, &named->content, GNUTLS_X509_FMT_PEM, NULL, 0) < 0)
		return named_wrong(
			named, "it holds no private key in PEM, or one with a password", fault);
	good = gnutls_pubkey_init(&public) == 0 &&
	       gnutls_pubkey_import_privkey(public, certificate->key, 0, 0) == 0 &&
	       gnutls_pubkey_get_key_id(public, GNUTLS_KEYID_USE_SHA256, id, &size) == 0;
	if (public)
		gnutls_pubkey_deinit(public);
	return good ? ERR_OK : named_wrong(named, "its key is of no kind that can be used", fault);
}

static void certificate_free(struct certificate *certificate)
{
	while (certificate->length)
		gnutls_pcert_deinit(&certificate->chain[--certificate->length]);
	if (certificate->key)
		gnutls_privkey_deinit(certificate->key);
	free(certificate);
}

static enum err certificate_fill(struct certificate *certificate, struct named *chain,
	struct named *key, struct fault *fault)
{
	unsigned char of_chain[KEY_ID_SIZE], of_key[KEY_ID_SIZE];
	enum err err = named_read(chain, fault);

	if (!err)
		err = named_read(key, fault);
	if (!err)
		err = certificate_read_chain(certificate, chain, fault, of_chain);
	if (!err)
		err = certificate_read_key(certificate, key, fault, of_key);
	if (!err && memcmp(of_chain, of_key, KEY_ID_SIZE) != 0)
		err = named_wrong(key, "it is the key of another certificate", fault);
	return err;
}

/* NULL: the fault says why. */
static struct certificate *certificate_read(const struct settings *settings, struct fault *fault)
{
	struct named chain = {"tls_certificate", settings->tls_certificate, false, {NULL, 0}};
	struct named key = {"tls_key", settings->tls_key, true, {NULL, 0}};
	struct certificate *certificate = calloc(1, sizeof(*certificate));
	enum err err;

	if (!certificate) {
		fault_set(fault, ERR_MEMORY, "There is no memory for a certificate.");
		return NULL;
	}
	atomic_init(&certificate->users, 1);
	err = certificate_fill(certificate, &chain, &key, fault);
	named_finish(&chain);
	named_finish(&key);
	if (!err)
		return certificate;
	certificate_free(certificate);
	return NULL;
}

void certificate_give(struct certificate *certificate)
{
	if (certificate && atomic_fetch_sub(&certificate->users, 1) == 1)
		certificate_free(certificate);
}

/* Both settings or none. */
static enum err settings_check(const struct settings *settings, struct fault *fault)
{
	if (!*settings->tls_certificate == !*settings->tls_key)
		return ERR_OK;
	return *settings->tls_key ? fault_set(fault, ERR_SETTING,
					    "tls_key is \"%s\", but tls_certificate is empty: set "
					    "both or none.",
					    settings->tls_key)
				  : fault_set(fault, ERR_SETTING,
					    "tls_certificate is \"%s\", but tls_key is empty: set "
					    "both or none.",
					    settings->tls_certificate);
}

enum err certificate_look(const struct settings *settings, struct fault *fault, int64_t *until)
{
	struct certificate *certificate;

	if (settings_check(settings, fault))
		return fault->err;
	if (!*settings->tls_key) {
		*until = 0;
		return ERR_OK;
	}
	certificate = certificate_read(settings, fault);
	if (!certificate)
		return fault->err;
	*until = certificate->until;
	certificate_give(certificate);
	return ERR_OK;
}

enum err tls_create(const struct settings *settings, struct fault *fault, struct tls **out)
{
	struct certificate *certificate;
	struct tls *tls;
	enum err err = settings_check(settings, fault);

	*out = NULL;
	if (err || !*settings->tls_key)
		return err;
	if (MHD_is_feature_supported(MHD_FEATURE_SSL) != MHD_YES ||
		MHD_is_feature_supported(MHD_FEATURE_HTTPS_CERT_CALLBACK) != MHD_YES)
		return fault_set(fault, ERR_SETTING,
			"tls_certificate is \"%s\", but this system's libmicrohttpd has no TLS.",
			settings->tls_certificate);
	certificate = certificate_read(settings, fault);
	if (!certificate)
		return fault->err;
	tls = calloc(1, sizeof(*tls));
	if (!tls) {
		certificate_give(certificate);
		return fault_set(fault, ERR_MEMORY, "There is no memory to start.");
	}
	tls->settings = settings;
	tls->current = certificate;
	pthread_mutex_init(&tls->lock, NULL);
	*out = tls;
	return ERR_OK;
}

void tls_destroy(struct tls *tls)
{
	if (!tls)
		return;
	certificate_give(tls->current);
	pthread_mutex_destroy(&tls->lock);
	free(tls);
}

enum err tls_renew(struct tls *tls, int64_t now, struct fault *fault)
{
	struct certificate *renewed = certificate_read(tls->settings, fault), *before;

	if (!renewed)
		return fault->err;
	if (renewed->until <= now) {
		certificate_give(renewed);
		return fault_set(fault, ERR_SETTING, "tls_certificate: %s: its time is over.",
			tls->settings->tls_certificate);
	}
	pthread_mutex_lock(&tls->lock);
	before = tls->current;
	tls->current = renewed;
	pthread_mutex_unlock(&tls->lock);
	certificate_give(before);
	return ERR_OK;
}

struct certificate *tls_take(struct tls *tls)
{
	struct certificate *certificate;

	pthread_mutex_lock(&tls->lock);
	certificate = tls->current;
	atomic_fetch_add(&certificate->users, 1);
	pthread_mutex_unlock(&tls->lock);
	return certificate;
}

int64_t tls_until(struct tls *tls)
{
	int64_t until;

	pthread_mutex_lock(&tls->lock);
	until = tls->current->until;
	pthread_mutex_unlock(&tls->lock);
	return until;
}

/*
 * Asked in each handshake. libmicrohttpd sets a session's pointer to its connection: 0.9.75 and 1.0
 * do, though no manual says so, and what is another pointer has no certificate
 * (tests/api/tls.test.js sees).
 */
static int on_handshake(gnutls_session_t session, const gnutls_datum_t *authorities, int count,
	const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **chain,
	unsigned *length, gnutls_privkey_t *key)
{
	struct MHD_Connection *mhd = gnutls_session_get_ptr(session);
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	const struct connection *connection = info ? info->socket_context : NULL;

	(void)authorities, (void)count, (void)algorithms, (void)algorithm_count;
	if (!connection || !connection->certificate)
		return -1;
	*chain = connection->certificate->chain;
	*length = connection->certificate->length;
	*key = connection->certificate->key;
	return 0;
}

/* Not const, since libmicrohttpd's options are not. */
static char priorities[] =
	"SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:"
	"-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:%SERVER_PRECEDENCE";

struct MHD_OptionItem tls_options[] = {
	{MHD_OPTION_HTTPS_PRIORITIES, 0, priorities},
	{MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)(intptr_t)on_handshake},
	{MHD_OPTION_END, 0, NULL},
};
