// The version of Landlock that a server has here; 0: none.

import { Server } from '../api/harness.js';

async function look() {
	const server = new Server();
	try {
		await server.start();
		await server.stop({ keep: true });
		const [, version] = /event=sandbox landlock=(\d+)/.exec(server.log()) ?? [];
		return Number(version ?? 0);
	} finally {
		server.wipe();
	}
}

export const version = await look();
