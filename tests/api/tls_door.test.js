// The door again, over TLS: what is refused in the clear is refused there, too.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeCertificate } from './certificate.js';
import { always } from './harness.js';

const dir = mkdtempSync(path.join(tmpdir(), 'afterword-tls-'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
const { certificate, key } = makeCertificate(dir, 'door');
always({ tls_certificate: certificate, tls_key: key });
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // whom to trust is for tls.test.js

await import('./door.test.js');
