// Who decided, or does something now, as people read it.
import { session } from './api.js';
import { word } from './words.js';

const readings = {
	account: (name) => (name === session.account ? word('by.you') : name),
	token: (name) => name,
	rule: () => word('by.rule'),
	check: (name) => word('by.check', { name }),
	checks: () => word('by.checks'),
	policy: () => word('by.policy'),
	author: () => word('by.author'),
	retention: () => word('by.retention'),
};

// Of `account:NAME`, `rule:ID` and the like, as the record has it.
export function nameOf(by) {
	const [, kind, name] = /^(\w+):?(.*)$/.exec(by);
	return readings[kind]?.(name) ?? by;
}

export const isToken = (by) => by.startsWith('token:');
