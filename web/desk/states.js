// The states of comments and the reasons of rejections, as the server's tables have them.

// What may become of a comment in each state.
export const CHANGES = {
	pending: ['approved', 'rejected', 'spam', 'deleted'],
	approved: ['pending', 'rejected', 'spam', 'deleted'],
	rejected: ['approved', 'pending', 'spam', 'deleted'],
	spam: ['approved', 'pending', 'rejected', 'deleted'],
	deleted: ['pending'],
};

export const STATES = Object.keys(CHANGES);

export const REASONS = [
	'off-topic',
	'abuse',
	'personal-data',
	'advertising',
	'duplicate',
	'illegal',
	'other',
];
