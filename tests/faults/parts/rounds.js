// How many rounds a test has. AFTERWORD_ROUNDS asks for another number than the short one that
// `./dev test` takes, or for the long one of `./dev faults`, by the word long. AFTERWORD_SEED has
// the same numbers drawn again, as far as the order of what happens at once allows.

export function rounds(short, long) {
	const asked = process.env.AFTERWORD_ROUNDS;
	if (asked === undefined) return short;
	return asked === 'long' ? long : Number(asked);
}

export const seed = Number(process.env.AFTERWORD_SEED ?? Math.floor(Math.random() * 2 ** 31));

// Whole numbers below a bound, from a seed (https://github.com/bryc/code, mulberry32: public domain).
export function drawing(from) {
	let state = from;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
	};
}
