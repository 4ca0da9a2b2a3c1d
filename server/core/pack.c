/* See include/core/pack.h. */
#include <stdlib.h>
#include <zstd.h>

#include "base/file.h"
#include "core/pack.h"

enum { LEVEL = 3, PIECE = 1024 * 1024 };

/* What both ways hold while they go on. */
struct packing {
	struct crypto_digesting digesting;
	const struct pack_file *from, *to;
	const struct progress *progress;
	struct fault *fault;
	int64_t size, done; /* of the plain file */
	char *in, *out;     /* PIECE bytes each */
};

static enum err packing_begin(struct packing *packing)
{
	packing->in = malloc(PIECE);
	packing->out = malloc(PIECE);
	crypto_digest_begin(&packing->digesting);
	return packing->in && packing->out ? ERR_OK : ERR_MEMORY;
}

static enum err packing_end(struct packing *packing, enum err err, struct packed *packed)
{
	free(packing->in);
	free(packing->out);
	if (err == ERR_MEMORY)
		return fault_set(packing->fault, err, "There is no memory for a backup.");
	if (!err) {
		packed->size = packing->done;
		crypto_digest_end(&packing->digesting, packed->digest);
	}
	return err;
}

static void plain_seen(struct packing *packing, const char *what, struct slice piece)
{
	crypto_digest_add(&packing->digesting, piece);
	packing->done += (int64_t)piece.length;
	progress_tell(packing->progress, what, packing->done, packing->size);
}

static enum err piece_read(struct packing *packing, size_t *length)
{
	ssize_t got = file_read(packing->from->fd, packing->in, PIECE);

	if (got < 0)
		return file_failed(packing->fault, packing->from->path);
	*length = (size_t)got;
	return ERR_OK;
}

static enum err piece_write(struct packing *packing, size_t length)
{
	return file_write(packing->to->fd, packing->out, length)
		       ? ERR_OK
		       : file_failed(packing->fault, packing->to->path);
}

static enum err pack_piece(struct packing *packing, ZSTD_CCtx *context, size_t length)
{
	ZSTD_inBuffer in = {packing->in, length, 0};
	ZSTD_EndDirective how = length < PIECE ? ZSTD_e_end : ZSTD_e_continue;
	size_t left = 1;
	enum err err = ERR_OK;

	while (!err && (in.pos < in.size || (how == ZSTD_e_end && left))) {
		ZSTD_outBuffer out = {packing->out, PIECE, 0};

		left = ZSTD_compressStream2(context, &out, &in, how);
		err = ZSTD_isError(left) ? ERR_MEMORY : piece_write(packing, out.pos);
	}
	return err;
}

static enum err pack_all(struct packing *packing, ZSTD_CCtx *context)
{
	size_t length = PIECE;
	enum err err = ERR_OK;

	if (ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL)) ||
		ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)))
		return ERR_MEMORY;
	/* a piece that is not full is the last, be it empty */
	while (!err && length == PIECE) {
		err = piece_read(packing, &length);
		if (err)
			break;
		plain_seen(packing, "packed", (struct slice){packing->in, length});
		err = pack_piece(packing, context, length);
	}
	return err;
}

enum err pack(const struct pack_file *from, const struct pack_file *to, int64_t size,
	const struct progress *progress, struct fault *fault, struct packed *packed)
{
	struct packing packing = {
		.from = from, .to = to, .progress = progress, .fault = fault, .size = size};
	ZSTD_CCtx *context = ZSTD_createCCtx();
	enum err err = context ? packing_begin(&packing) : ERR_MEMORY;

	if (!err)
		err = pack_all(&packing, context);
	ZSTD_freeCCtx(context);
	return packing_end(&packing, err, packed);
}

static enum err damaged(struct packing *packing)
{
	return fault_set(packing->fault, ERR_BACKUP, "%s is damaged.", packing->from->path);
}

/* `*left`: 0 when what is packed has ended. */
static enum err unpack_piece(
	struct packing *packing, ZSTD_DCtx *context, size_t length, size_t *left)
{
	ZSTD_inBuffer in = {packing->in, length, 0};
	bool full = true; /* more may come of what was read */
	enum err err = ERR_OK;

	while (!err && (in.pos < in.size || full)) {
		ZSTD_outBuffer out = {packing->out, PIECE, 0};

		*left = ZSTD_decompressStream(context, &out, &in);
		full = out.pos == PIECE;
		if (ZSTD_isError(*left) || packing->done + (int64_t)out.pos > packing->size)
			return damaged(packing);
		plain_seen(packing, "unpacked", (struct slice){packing->out, out.pos});
		err = piece_write(packing, out.pos);
		if (!*left && in.pos < in.size)
			return damaged(packing); /* something follows */
		if (!*left)
			break;
	}
	return err;
}

static enum err unpack_all(struct packing *packing, ZSTD_DCtx *context)
{
	size_t left = 1;
	enum err err = ERR_OK;

	while (!err) {
		size_t length = 0;

		err = piece_read(packing, &length);
		if (err || !length)
			break;
		err = left ? unpack_piece(packing, context, length, &left) : damaged(packing);
	}
	return !err && left ? damaged(packing) : err;
}

enum err unpack(const struct pack_file *from, const struct pack_file *to, int64_t size,
	const struct progress *progress, struct fault *fault, struct packed *packed)
{
	struct packing packing = {
		.from = from, .to = to, .progress = progress, .fault = fault, .size = size};
	ZSTD_DCtx *context = ZSTD_createDCtx();
	enum err err = context ? packing_begin(&packing) : ERR_MEMORY;

	if (!err)
		err = unpack_all(&packing, context);
	ZSTD_freeDCtx(context);
	return packing_end(&packing, err, packed);
}
