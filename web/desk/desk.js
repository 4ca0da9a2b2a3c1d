// The moderators' desk: the table of its views. It talks to the API as any program does
// (docs/api.md).
import { closeView, openFrame, startFrame } from './frame.js';
import { startSession } from './session.js';
import { accountsView } from './views/accounts.js';
import { authorsView } from './views/authors.js';
import { changesView } from './views/changes.js';
import { commentView } from './views/comment.js';
import { numbersView } from './views/numbers.js';
import { pagesView } from './views/pages.js';
import { policyView } from './views/policy.js';
import { queueView } from './views/queue.js';
import { recordView } from './views/record.js';
import { rulesView } from './views/rules.js';
import { securityView } from './views/security.js';
import { tokensView } from './views/tokens.js';

// A view's name is its place in the address, `#/record`, and its word, `view.record`; `role` is
// what one is at least to see it, on the site that was chosen; `link` where the link to it stands,
// if there is one: navigation, or account for what is one's own. The first is where one begins.
startFrame([
	{ name: 'queue', role: 'viewer', link: 'navigation', view: queueView },
	{ name: 'comment', role: 'viewer', view: commentView },
	{ name: 'record', role: 'viewer', link: 'navigation', view: recordView },
	{ name: 'numbers', role: 'viewer', link: 'navigation', view: numbersView },
	{ name: 'authors', role: 'viewer', link: 'navigation', view: authorsView },
	{ name: 'pages', role: 'viewer', link: 'navigation', view: pagesView },
	{ name: 'rules', role: 'viewer', link: 'navigation', view: rulesView },
	{ name: 'policy', role: 'admin', link: 'navigation', view: policyView },
	{ name: 'accounts', role: 'admin', link: 'navigation', view: accountsView },
	{ name: 'tokens', role: 'admin', link: 'navigation', view: tokensView },
	{ name: 'changes', role: 'admin', link: 'navigation', view: changesView },
	{ name: 'security', role: 'viewer', link: 'account', view: securityView },
]);
await startSession({ begins: openFrame, leaves: closeView, ends: closeView });
