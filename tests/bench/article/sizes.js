// How many bytes these files have together, each packed as well as zlib can; prints gzip=N br=N.

import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const packings = { gzip: (bytes) => gzipSync(bytes, { level: 9 }), br: (bytes) => brotliCompressSync(bytes) };

for (const [name, pack] of Object.entries(packings)) {
	const sizes = process.argv.slice(2).map((path) => pack(readFileSync(path)).length);
	console.log(`${name}=${sizes.reduce((sum, size) => sum + size)}`);
}
