// The moderators' desk: the table of its views. It talks to the API as any program does
// (docs/api.md).
import { closeView, show, startFrame } from './frame.js';
import { startSession } from './session.js';

// A view's name is its place in the address, `#/record`, and its word, `view.record`; `role` is
// what one is at least to see it, on the site that was chosen; `link` where the link to it stands,
// if there is one: navigation, or account for what is one's own. `load` gives its module, which is
// fetched when it is opened. The first is where one begins.
startFrame([
	{ name: 'queue', role: 'viewer', link: 'navigation', load: () => import('./views/queue.js') },
	{ name: 'comment', role: 'viewer', load: () => import('./views/comment.js') },
	{ name: 'record', role: 'viewer', link: 'navigation', load: () => import('./views/record.js') },
	{ name: 'numbers', role: 'viewer', link: 'navigation', load: () => import('./views/numbers.js') },
	{ name: 'authors', role: 'viewer', link: 'navigation', load: () => import('./views/authors.js') },
	{ name: 'pages', role: 'viewer', link: 'navigation', load: () => import('./views/pages.js') },
	{ name: 'rules', role: 'viewer', link: 'navigation', load: () => import('./views/rules.js') },
	{ name: 'policy', role: 'admin', link: 'navigation', load: () => import('./views/policy.js') },
	{ name: 'accounts', role: 'admin', link: 'navigation', load: () => import('./views/accounts.js') },
	{ name: 'tokens', role: 'admin', link: 'navigation', load: () => import('./views/tokens.js') },
	{ name: 'changes', role: 'admin', link: 'navigation', load: () => import('./views/changes.js') },
	{ name: 'security', role: 'viewer', link: 'account', load: () => import('./views/security.js') },
]);
await startSession({ begins: show, leaves: closeView, ends: closeView });
