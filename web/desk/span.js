// A span of days, as people choose it, in instants, as the API has it.

function instant(day, later) {
	if (!day) return undefined;
	const at = new Date(`${day}T00:00`);
	if (Number.isNaN(at.getTime())) return day; // the server says what is wrong with it
	at.setDate(at.getDate() + later);
	return at.toISOString();
}

// From the beginning of one day to the end of the other, where the reader is.
export const spanOf = (since, until) => ({ since: instant(since, 0), until: instant(until, 1) });
