/* See include/core/sha1.h. */
#include <stdint.h>
#include <string.h>

#include "core/crypto.h"
#include "core/sha1.h"

enum { BLOCK = 64, ROUNDS = 80, LENGTH_SIZE = 8 };

struct sha1 {
	uint32_t state[5];
	unsigned char block[BLOCK];
	uint64_t length; /* bytes so far */
};

static uint32_t rotate(uint32_t word, int bits)
{
	return word << bits | word >> (32 - bits);
}

/* RFC 3174, section 5: the function and the constant of a round. */
static uint32_t sha1_mix(int round, const uint32_t s[5])
{
	if (round < 20)
		return ((s[1] & s[2]) | (~s[1] & s[3])) + 0x5a827999;
	if (round < 40)
		return (s[1] ^ s[2] ^ s[3]) + 0x6ed9eba1;
	if (round < 60)
		return ((s[1] & s[2]) | (s[1] & s[3]) | (s[2] & s[3])) + 0x8f1bbcdc;
	return (s[1] ^ s[2] ^ s[3]) + 0xca62c1d6;
}

static void sha1_block(struct sha1 *sha1)
{
	uint32_t words[ROUNDS], s[5];

	for (int i = 0; i < BLOCK / 4; i++)
		words[i] = (uint32_t)sha1->block[4 * i] << 24 |
			   (uint32_t)sha1->block[4 * i + 1] << 16 |
			   (uint32_t)sha1->block[4 * i + 2] << 8 | sha1->block[4 * i + 3];
	for (int i = BLOCK / 4; i < ROUNDS; i++)
		words[i] = rotate(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
	memcpy(s, sha1->state, sizeof(s));
	for (int i = 0; i < ROUNDS; i++) {
		uint32_t next = rotate(s[0], 5) + sha1_mix(i, s) + s[4] + words[i];

		s[4] = s[3];
		s[3] = s[2];
		s[2] = rotate(s[1], 30);
		s[1] = s[0];
		s[0] = next;
	}
	for (int i = 0; i < 5; i++)
		sha1->state[i] += s[i];
	crypto_wipe(words, sizeof(words));
}

static void sha1_add(struct sha1 *sha1, const void *from, size_t length)
{
	const unsigned char *bytes = from;

	for (size_t i = 0; i < length; i++) {
		sha1->block[sha1->length++ % BLOCK] = bytes[i];
		if (sha1->length % BLOCK == 0)
			sha1_block(sha1);
	}
}

static void sha1_begin(struct sha1 *sha1)
{
	*sha1 = (struct sha1){
		.state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}};
}

/* RFC 3174, section 4: a one bit, zeros, and the length in bits. */
static void sha1_end(struct sha1 *sha1, unsigned char out[SHA1_SIZE])
{
	unsigned char length[LENGTH_SIZE];

	for (int i = 0; i < LENGTH_SIZE; i++)
		length[i] = (unsigned char)(sha1->length * 8 >> 8 * (LENGTH_SIZE - 1 - i));
	sha1_add(sha1, "\x80", 1);
	while (sha1->length % BLOCK != BLOCK - LENGTH_SIZE)
		sha1_add(sha1, "", 1);
	sha1_add(sha1, length, sizeof(length));
	for (int i = 0; i < SHA1_SIZE; i++)
		out[i] = (unsigned char)(sha1->state[i / 4] >> 8 * (3 - i % 4));
	crypto_wipe(sha1, sizeof(*sha1));
}

void sha1(struct slice message, unsigned char out[SHA1_SIZE])
{
	struct sha1 sha1;

	sha1_begin(&sha1);
	sha1_add(&sha1, message.at, message.length);
	sha1_end(&sha1, out);
}

/* The hash of the key, padded and with `mask` over it, and the message behind it. */
static void hmac_pass(const unsigned char key[BLOCK], unsigned char mask, struct slice message,
	unsigned char out[SHA1_SIZE])
{
	unsigned char masked[BLOCK];
	struct sha1 sha1;

	for (int i = 0; i < BLOCK; i++)
		masked[i] = key[i] ^ mask;
	sha1_begin(&sha1);
	sha1_add(&sha1, masked, sizeof(masked));
	sha1_add(&sha1, message.at, message.length);
	sha1_end(&sha1, out);
	crypto_wipe(masked, sizeof(masked));
}

void hmac_sha1(struct slice key, struct slice message, unsigned char out[SHA1_SIZE])
{
	unsigned char block[BLOCK] = {0}, inner[SHA1_SIZE];

	if (key.length > BLOCK)
		sha1(key, block);
	else
		memcpy(block, key.at, key.length);
	hmac_pass(block, 0x36, message, inner);
	hmac_pass(block, 0x5c, (struct slice){(const char *)inner, sizeof(inner)}, out);
	crypto_wipe(block, sizeof(block));
}
