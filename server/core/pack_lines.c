/* See include/core/pack_lines.h. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/file.h"
#include "core/pack_lines.h"

enum {
	PIECE = 64 * 1024,
	ROOM = PACK_LINE_MAX + 1 + PIECE,
	GZIP_LEVEL = 6,
	GZIP_WRITE = 15 + 16, /* zlib.h: the largest window, in gzip's format */
	ZSTD_LEVEL = 3,
	ZSTD_WINDOW_MAX = 23, /* what a writer asks a reader to remember: 8 MiB */
};

const char *const pack_as_names[] = {"plain", "gzip", "zstd", NULL};

static bool ends_with(const char *path, const char *end)
{
	size_t length = strlen(path), of_end = strlen(end);

	return length > of_end && strcmp(path + length - of_end, end) == 0;
}

enum pack_as pack_as_of(const char *path)
{
	return ends_with(path, ".gz")    ? PACK_AS_GZIP
	       : ends_with(path, ".zst") ? PACK_AS_ZSTD
					 : PACK_AS_PLAIN;
}

struct pack_writer {
	const struct pack_file *file;
	struct fault *fault;
	enum pack_as as;
	z_stream gzip;
	bool gzip_begun;
	ZSTD_CCtx *zstd;
	size_t held; /* in `in` */
	char in[PIECE], out[PIECE];
};

static enum err no_memory(struct fault *fault)
{
	return fault_set(fault, ERR_MEMORY, "There is no memory for the file.");
}

static enum err out_write(struct pack_writer *writer, const char *from, size_t length)
{
	return file_write(writer->file->fd, from, length)
		       ? ERR_OK
		       : file_failed(writer->fault, writer->file->path);
}

static enum err plain_flush(struct pack_writer *writer, bool last)
{
	(void)last;
	return out_write(writer, writer->in, writer->held);
}

static enum err gzip_flush(struct pack_writer *writer, bool last)
{
	z_stream *gzip = &writer->gzip;
	int code = Z_OK;
	enum err err = ERR_OK;

	gzip->next_in = (unsigned char *)writer->in;
	gzip->avail_in = (unsigned)writer->held;
	do {
		gzip->next_out = (unsigned char *)writer->out;
		gzip->avail_out = PIECE;
		code = deflate(gzip, last ? Z_FINISH : Z_NO_FLUSH);
		assert(code != Z_STREAM_ERROR);
		err = out_write(writer, writer->out, PIECE - gzip->avail_out);
	} while (!err && (last ? code != Z_STREAM_END : gzip->avail_in > 0));
	return err;
}

static enum err zstd_flush(struct pack_writer *writer, bool last)
{
	ZSTD_inBuffer in = {writer->in, writer->held, 0};
	size_t left = 1;
	enum err err = ERR_OK;

	while (!err && (in.pos < in.size || (last && left))) {
		ZSTD_outBuffer out = {writer->out, PIECE, 0};

		left = ZSTD_compressStream2(
			writer->zstd, &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
		err = ZSTD_isError(left) ? no_memory(writer->fault)
					 : out_write(writer, writer->out, out.pos);
	}
	return err;
}

static enum err writer_flush(struct pack_writer *writer, bool last)
{
	static enum err (*const flushes[PACK_AS__MAX])(struct pack_writer *writer, bool last) = {
		[PACK_AS_PLAIN] = plain_flush,
		[PACK_AS_GZIP] = gzip_flush,
		[PACK_AS_ZSTD] = zstd_flush,
	};
	enum err err = flushes[writer->as](writer, last);

	writer->held = 0;
	return err;
}

static bool writer_begin(struct pack_writer *writer)
{
	switch (writer->as) {
	case PACK_AS_GZIP:
		writer->gzip_begun = deflateInit2(&writer->gzip, GZIP_LEVEL, Z_DEFLATED, GZIP_WRITE,
					     8, Z_DEFAULT_STRATEGY) == Z_OK;
		return writer->gzip_begun;
	case PACK_AS_ZSTD:
		writer->zstd = ZSTD_createCCtx();
		return writer->zstd &&
		       !ZSTD_isError(ZSTD_CCtx_setParameter(
			       writer->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL)) &&
		       !ZSTD_isError(ZSTD_CCtx_setParameter(writer->zstd, ZSTD_c_checksumFlag, 1));
	default:
		return true;
	}
}

enum err pack_writer_create(const struct pack_file *file, enum pack_as as, struct fault *fault,
	struct pack_writer **out)
{
	struct pack_writer *writer = calloc(1, sizeof(*writer));

	if (!writer)
		return no_memory(fault);
	writer->file = file;
	writer->as = as;
	writer->fault = fault;
	if (!writer_begin(writer)) {
		pack_writer_destroy(writer);
		return no_memory(fault);
	}
	*out = writer;
	return ERR_OK;
}

enum err pack_writer_put(struct pack_writer *writer, struct slice bytes)
{
	enum err err = ERR_OK;

	while (!err && bytes.length) {
		size_t length = PIECE - writer->held;

		if (length > bytes.length)
			length = bytes.length;
		memcpy(writer->in + writer->held, bytes.at, length);
		writer->held += length;
		bytes = (struct slice){bytes.at + length, bytes.length - length};
		if (writer->held == PIECE)
			err = writer_flush(writer, false);
	}
	return err;
}

enum err pack_writer_end(struct pack_writer *writer)
{
	return writer_flush(writer, true);
}

void pack_writer_destroy(struct pack_writer *writer)
{
	if (!writer)
		return;
	if (writer->gzip_begun)
		deflateEnd(&writer->gzip);
	ZSTD_freeCCtx(writer->zstd);
	free(writer);
}

struct pack_reader {
	const struct pack_file *file;
	struct fault *fault;
	enum pack_as as;
	z_stream gzip;
	bool gzip_begun;
	ZSTD_DCtx *zstd;
	bool open;         /* what is packed has begun and not ended */
	bool ended;        /* of the file nothing is left */
	int64_t done;      /* bytes of the file */
	size_t used, held; /* of `in` */
	size_t begin, end; /* of `room`: what was unpacked and not given yet */
	char in[PIECE];
	char room[ROOM];
};

static enum err in_read(struct pack_reader *reader)
{
	ssize_t got;

	do
		got = read(reader->file->fd, reader->in, PIECE);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return file_failed(reader->fault, reader->file->path);
	reader->used = 0;
	reader->held = (size_t)got;
	reader->done += got;
	reader->ended = !got;
	return ERR_OK;
}

static enum err damaged(const struct pack_reader *reader)
{
	return fault_set(
		reader->fault, ERR_EXPORT, "%s is damaged, or ends too early.", reader->file->path);
}

/* Unpacks what was read into the room behind `end`, as far as there is any. */
static enum err plain_unpack(struct pack_reader *reader)
{
	size_t length = reader->held - reader->used, left = ROOM - reader->end;

	if (length > left)
		length = left;
	memcpy(reader->room + reader->end, reader->in + reader->used, length);
	reader->used += length;
	reader->end += length;
	return ERR_OK;
}

static enum err gzip_unpack(struct pack_reader *reader)
{
	z_stream *gzip = &reader->gzip;
	int code;

	gzip->next_in = (unsigned char *)reader->in + reader->used;
	gzip->avail_in = (unsigned)(reader->held - reader->used);
	gzip->next_out = (unsigned char *)reader->room + reader->end;
	gzip->avail_out = (unsigned)(ROOM - reader->end);
	code = inflate(gzip, Z_NO_FLUSH);
	if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
		return code == Z_MEM_ERROR ? no_memory(reader->fault) : damaged(reader);
	reader->used = reader->held - gzip->avail_in;
	reader->end = ROOM - gzip->avail_out;
	reader->open = code != Z_STREAM_END;
	/* another member may follow */
	if (!reader->open)
		inflateReset(gzip);
	return ERR_OK;
}

static enum err zstd_unpack(struct pack_reader *reader)
{
	ZSTD_inBuffer in = {reader->in, reader->held, reader->used};
	ZSTD_outBuffer out = {reader->room, ROOM, reader->end};
	size_t left = ZSTD_decompressStream(reader->zstd, &out, &in);

	if (ZSTD_isError(left))
		return damaged(reader);
	reader->used = in.pos;
	reader->end = out.pos;
	reader->open = left > 0;
	return ERR_OK;
}

static enum err reader_unpack(struct pack_reader *reader)
{
	static enum err (*const unpacks[PACK_AS__MAX])(struct pack_reader *reader) = {
		[PACK_AS_PLAIN] = plain_unpack,
		[PACK_AS_GZIP] = gzip_unpack,
		[PACK_AS_ZSTD] = zstd_unpack,
	};

	/* between two pieces of what is packed there is nothing to unpack */
	if (!reader->open && reader->used == reader->held)
		return ERR_OK;
	return unpacks[reader->as](reader);
}

static bool reader_begin(struct pack_reader *reader)
{
	static const char zstd_magic[] = {0x28, (char)0xb5, 0x2f, (char)0xfd};
	static const char gzip_magic[] = {0x1f, (char)0x8b};

	if (reader->held >= sizeof(zstd_magic) &&
		memcmp(reader->in, zstd_magic, sizeof(zstd_magic)) == 0) {
		reader->as = PACK_AS_ZSTD;
		reader->zstd = ZSTD_createDCtx();
		return reader->zstd && !ZSTD_isError(ZSTD_DCtx_setParameter(
					       reader->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_MAX));
	}
	if (reader->held >= sizeof(gzip_magic) &&
		memcmp(reader->in, gzip_magic, sizeof(gzip_magic)) == 0) {
		reader->as = PACK_AS_GZIP;
		reader->gzip_begun = inflateInit2(&reader->gzip, GZIP_WRITE) == Z_OK;
		return reader->gzip_begun;
	}
	return true;
}

enum err pack_reader_create(
	const struct pack_file *file, struct fault *fault, struct pack_reader **out)
{
	struct pack_reader *reader = calloc(1, sizeof(*reader));
	enum err err;

	if (!reader)
		return no_memory(fault);
	reader->file = file;
	reader->fault = fault;
	err = in_read(reader);
	if (!err && !reader_begin(reader))
		err = no_memory(fault);
	if (err) {
		pack_reader_destroy(reader);
		return err;
	}
	*out = reader;
	return ERR_OK;
}

/* More behind what is there; `*more`: there was something. */
static enum err reader_more(struct pack_reader *reader, bool *more)
{
	size_t before;
	enum err err = ERR_OK;

	if (reader->begin) {
		memmove(reader->room, reader->room + reader->begin, reader->end - reader->begin);
		reader->end -= reader->begin;
		reader->begin = 0;
	}
	before = reader->end;
	do {
		/* an unpacker may hold some back although all was read */
		err = reader_unpack(reader);
		if (!err && reader->end == before && reader->used == reader->held && !reader->ended)
			err = in_read(reader);
	} while (!err && reader->end == before && !reader->ended);
	if (!err && reader->ended && reader->open && reader->end == before)
		err = damaged(reader);
	*more = reader->end > before;
	return err;
}

enum err pack_reader_line(struct pack_reader *reader, struct slice *line)
{
	bool passing = false, more = true;
	size_t looked = 0;

	for (;;) {
		char *at = reader->room + reader->begin;
		size_t length = reader->end - reader->begin;
		char *feed = memchr(at + looked, '\n', length - looked);
		enum err err;

		if (feed || (!more && length)) {
			*line = (struct slice){at, feed ? (size_t)(feed - at) : length};
			reader->begin += line->length + (feed != NULL);
			return passing || line->length > PACK_LINE_MAX ? ERR_TOO_LARGE : ERR_OK;
		}
		if (!more)
			return passing ? ERR_TOO_LARGE : ERR_NOT_FOUND;
		looked = length;
		if (length > PACK_LINE_MAX) {
			passing = true;
			reader->begin = reader->end;
			looked = 0;
		}
		err = reader_more(reader, &more);
		if (err)
			return err;
	}
}

int64_t pack_reader_done(const struct pack_reader *reader)
{
	return reader->done;
}

void pack_reader_destroy(struct pack_reader *reader)
{
	if (!reader)
		return;
	if (reader->gzip_begun)
		inflateEnd(&reader->gzip);
	ZSTD_freeDCtx(reader->zstd);
	free(reader);
}
