// Certificates for tests, signed by themselves, for localhost and 127.0.0.1.

import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';

// NAME.crt and NAME.key in the folder: their paths, and the certificate itself.
export function makeCertificate(dir, name, { days = 90 } = {}) {
	const [certificate, key] = ['crt', 'key'].map((end) => path.join(dir, `${name}.${end}`));
	const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
	const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
	const files = ['-days', String(days), '-keyout', key, '-out', certificate];
	execFileSync('openssl', ['req', '-x509', ...kind, ...names, ...files], { stdio: 'pipe' });
	chmodSync(key, 0o600);
	return { certificate, key, pem: readFileSync(certificate) };
}
