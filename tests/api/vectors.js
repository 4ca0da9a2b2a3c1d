// Requests as attackers, broken clients and bad proxies send them, by RFC 9110 and 9112. One table for
// all who are asked: the server itself (door.test.js), and the server behind proxies (proxies.test.js).

import { get, JSON_TYPE, POST, request } from './requests.js';

export const NO_ANSWER = 0; // it is closed at once

// libmicrohttpd 1.0 refuses by itself, in its own words, what 0.9 lets through to us.
const OURS_OR_THE_LIBRARYS = [411, 400];

// A request of its own, hidden behind or in another: whoever is confused asks for it.
export const SMUGGLED_ROUTE = '/problems/{slug}';
const SMUGGLED = request('GET /problems/smuggled HTTP/1.1');

// A line of the first request, and what follows it.
const raw = (text) => Buffer.from(text, 'latin1');
const all = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part, 'latin1')));
const CHUNKED = 'Transfer-Encoding: chunked';
const chunked = (body, ...headers) => request(POST, [JSON_TYPE, ...headers, CHUNKED], body);
const sized = (length, ...headers) => request(POST, [JSON_TYPE, ...headers, `Content-Length: ${length}`]);

// What each is, its bytes, the statuses with which the server refuses it, and the problem if it is told in our
// words.
export const refusals = {
	'no Host': [Buffer.from('GET /healthz HTTP/1.1\r\n\r\n'), 400],
	'no Host in HTTP/1.0': [Buffer.from('GET /healthz HTTP/1.0\r\n\r\n'), 400, 'bad-request'],
	'two Hosts': [get('Host: a', 'Host: b'), 400, 'bad-request'],
	'the same Host twice': [get('Host: a', 'host: a'), 400, 'bad-request'],
	'an empty Host': [get('Host:'), 400, 'bad-request'],
	'two Content-Lengths': [
		request(POST, [JSON_TYPE, 'Content-Length: 2', 'Content-Length: 3'], '{} '),
		400,
		'bad-request',
	],
	'the same Content-Length twice': [
		request(POST, [JSON_TYPE, 'Content-Length: 2', 'Content-Length: 2'], '{}'),
		400,
		'bad-request',
	],
	'a list of Content-Lengths': [request(POST, [JSON_TYPE, 'Content-Length: 2, 2'], '{}'), 400],
	'a Content-Length with a plus': [request(POST, [JSON_TYPE, 'Content-Length: +2'], '{}'), 400],
	'a negative Content-Length': [request(POST, [JSON_TYPE, 'Content-Length: -2'], '{}'), 400],
	'a Content-Length in hexadecimal': [
		request(POST, [JSON_TYPE, 'Content-Length: 0x2'], '{}'),
		400,
	],
	'a Content-Length with a blank inside': [
		request(POST, [JSON_TYPE, 'Content-Length: 1 2'], '{}'),
		400,
	],
	'an empty Content-Length': [request(POST, [JSON_TYPE, 'Content-Length:'], '{}'), 400],
	'a Content-Length beyond all numbers': [
		request(POST, [JSON_TYPE, `Content-Length: ${'9'.repeat(40)}`], '{}'),
		[400, 413],
	],
	'a Content-Length of a terabyte': [
		request(POST, [JSON_TYPE, 'Content-Length: 1099511627776'], '{}'),
		413,
		'too-large',
	],
	'a Transfer-Encoding': [
		request(POST, [JSON_TYPE, 'Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n'),
		411,
		'length-required',
	],
	'a Transfer-Encoding that is none': [
		request(POST, [JSON_TYPE, 'Transfer-Encoding: identity']),
		OURS_OR_THE_LIBRARYS,
		'length-required',
	],
	'a Transfer-Encoding on a GET': [get('Transfer-Encoding: chunked'), 411, 'length-required'],
	'Content-Length and Transfer-Encoding': [
		Buffer.concat([
			request(
				POST,
				[JSON_TYPE, 'Content-Length: 5', 'Transfer-Encoding: chunked'],
				'0\r\n\r\n',
			),
			SMUGGLED,
		]),
		OURS_OR_THE_LIBRARYS,
		'length-required',
	],
	'Transfer-Encoding and Content-Length': [
		Buffer.concat([
			request(POST, ['Transfer-Encoding: chunked', 'Content-Length: 5'], '0\r\n\r\n'),
			SMUGGLED,
		]),
		OURS_OR_THE_LIBRARYS,
		'length-required',
	],
	'a Transfer-Encoding with a blank in front of the colon': [
		request(POST, ['Content-Length: 0', 'Transfer-Encoding : chunked']),
		400,
		'bad-request',
	],
	'a control character in a value': [get('X-A: a\x01b'), 400, 'bad-request'],
	'a bare CR in a value': [get('X-A: a\rContent-Length: 5'), 400, 'bad-request'],
	'an escape in a value': [get('X-A: \x1b[2J'), 400, 'bad-request'],
	'DEL in a value': [get('X-A: \x7f'), 400, 'bad-request'],
	'a NUL in a value': [get('X-A: a\0b'), 400],
	'a NUL in a length': [request(POST, [JSON_TYPE, 'Content-Length: 2\x000'], '{}'), 400],
	'a NUL in a name': [get('X\0A: a'), 400],
	'a NUL in the target': [request('GET /healthz\0/x HTTP/1.1'), [NO_ANSWER, 400]],
	'a NUL in the version': [request('GET /healthz HTTP/1.1\0x'), [NO_ANSWER, 400]],
	'a name of no characters': [get(': a'), 400],
	'a value on two lines': [get('X-A: a', ' b'), 400, 'bad-request'],
	'a value on two lines that a tab joins': [get('X-A: a', '\tb', 'X-B: c'), 400, 'bad-request'],
	'a name on two lines': [get('Transfer-Encodin: chunked', ' g'), [400, 411]],
	'a length on two lines': [
		Buffer.concat([request(POST, [JSON_TYPE, 'Content-Leng: 5', ' th'], '{"a":'), SMUGGLED]),
		400,
		'bad-request',
	],
	'a name with a bracket': [get('X(A): a'), 400, 'bad-request'],
	'a name with a blank': [get('X A: a'), 400, 'bad-request'],
	'a name with a blank behind': [get('X-A : a'), 400, 'bad-request'],
	'a name beyond ASCII': [get('X-\xe4: a'), 400, 'bad-request'],
	'a header without a colon': [get('garbage'), 400],
	'a header that begins with a blank': [request('GET /healthz HTTP/1.1', [' X-A: a']), 400],
	'a target with a control character': [request('GET /heal\x01thz HTTP/1.1'), 400, 'bad-request'],
	'a target beyond ASCII': [request('GET /healthz/\xe4 HTTP/1.1'), 400, 'bad-request'],
	'a target with a tab': [request('GET /heal\tthz HTTP/1.1'), 400],
	'a target with a blank': [
		Buffer.concat([request('GET /heal thz HTTP/1.1'), SMUGGLED]),
		[NO_ANSWER, 400],
	],
	'two blanks behind the method': [request('GET  /healthz HTTP/1.1'), [NO_ANSWER, 400]],
	'two blanks before the version': [request('GET /healthz  HTTP/1.1'), [NO_ANSWER, 400]],
	'a blank behind the version': [request('GET /healthz HTTP/1.1 '), [NO_ANSWER, 400]],
	'an absolute target': [
		request('GET http://comments.example.org/healthz HTTP/1.1'),
		400,
		'bad-request',
	],
	'a target without a slash': [request('GET healthz HTTP/1.1'), 400, 'bad-request'],
	'a target of an authority': [request('CONNECT comments.example.org:80 HTTP/1.1'), [400, 501]],
	'the target *': [request('OPTIONS * HTTP/1.1'), 400, 'bad-request'],
	'a target of 2049 bytes': [
		request(`GET /${'x'.repeat(2048)} HTTP/1.1`),
		414,
		'target-too-long',
	],
	'a target of 40 KiB': [request(`GET /${'x'.repeat(40_000)} HTTP/1.1`), 414],
	'a method that is not known': [request('BREW /healthz HTTP/1.1'), 501, 'not-implemented'],
	'a method in small letters': [request('get /healthz HTTP/1.1'), 501, 'not-implemented'],
	TRACE: [request('TRACE /healthz HTTP/1.1'), 501, 'not-implemented'],
	'HTTP/1.2': [request('GET /healthz HTTP/1.2'), 505, 'version-unsupported'],
	'HTTP/1.11': [request('GET /healthz HTTP/1.11'), [400, 505]],
	'HTTP/2.0': [request('GET /healthz HTTP/2.0'), 505],
	'the beginning of HTTP/2': [Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), 505],
	'HTTP/0.9': [Buffer.from('GET /healthz\r\n\r\n'), [400, 505]],
	'a version that is none': [request('GET /healthz HTTQ/1.1'), [400, 505]],
	'no request at all': [Buffer.from('Hello\r\n\r\n'), [NO_ANSWER, 400, 505]],
	'one header over 32 KiB': [get(`X-A: ${'a'.repeat(33_000)}`), 431],
	'many headers over 32 KiB': [get(...Array(5000).fill('X-A: a')), 431],
	'a method of no letters': [request(' /healthz HTTP/1.1'), [NO_ANSWER, 400, 501]],
	'a method with a control character': [request('GE\x01T /healthz HTTP/1.1'), [400, 501]],
	'a method of 40 KiB': [request(`${'G'.repeat(40_000)} /healthz HTTP/1.1`), [NO_ANSWER, 400, 414, 431, 501]],
	'a form feed behind the method': [request('GET\f/healthz HTTP/1.1'), [NO_ANSWER, 400, 501]],
	'a vertical tab before the version': [request('GET /healthz\vHTTP/1.1'), [NO_ANSWER, 400, 505]],
	'a bare CR in the target': [request('GET /heal\rthz HTTP/1.1'), [NO_ANSWER, 400]],
	'a version in small letters': [request('GET /healthz http/1.1'), [400, 505]],
	'HTTP/01.1': [request('GET /healthz HTTP/01.1'), [400, 505]],
	'HTTP/1': [request('GET /healthz HTTP/1'), [400, 505]],
	'HTTP/1.1.1': [request('GET /healthz HTTP/1.1.1'), [400, 505]],
	'a version with a blank': [request('GET /healthz HTTP/ 1.1'), [NO_ANSWER, 400, 505]],
	'a target of another scheme': [request('GET file:///etc/passwd HTTP/1.1'), 400, 'bad-request'],
	'a target with a question mark alone': [request('GET ? HTTP/1.1'), 400, 'bad-request'],
	'a Host with a blank': [get('Host: a b'), 400, 'bad-request'],
	'a Host with a comma': [get('Host: a,b'), 400, 'bad-request'],
	'a Host with a path': [get('Host: a/b'), 400, 'bad-request'],
	'a Host with a person': [get('Host: a@b'), 400, 'bad-request'],
	'a Host with a query': [get('Host: a?b'), 400, 'bad-request'],
	'a Host with a port of letters': [get('Host: a:b'), 400, 'bad-request'],
	'a Host with a bracket left open': [get('Host: [::1'), 400, 'bad-request'],
	'a Host with markup': [get('Host: <b>'), 400, 'bad-request'],
	'a blank between Host and colon': [Buffer.from('GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n'), 400],
	'a Content-Length with a fraction': [request(POST, [JSON_TYPE, 'Content-Length: 2.0'], '{}'), 400],
	'a Content-Length with an exponent': [request(POST, [JSON_TYPE, 'Content-Length: 2e0'], '{}'), 400],
	'a Content-Length in quotes': [request(POST, [JSON_TYPE, 'Content-Length: "2"'], '{}'), 400],
	'a Content-Length with a semicolon': [request(POST, [JSON_TYPE, 'Content-Length: 2;'], '{}'), 400],
	'a Content-Length of other digits': [request(POST, [JSON_TYPE, 'Content-Length: \xb2'], '{}'), 400],
	'a Content-Length with a form feed': [request(POST, [JSON_TYPE, 'Content-Length: \f2'], '{}'), 400],
	'two Transfer-Encodings': [
		request(POST, ['Transfer-Encoding: identity', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
		OURS_OR_THE_LIBRARYS,
		'length-required',
	],
	'a list of Transfer-Encodings': [
		request(POST, ['Transfer-Encoding: chunked, identity'], '0\r\n\r\n'),
		OURS_OR_THE_LIBRARYS,
		'length-required',
	],
	'a Transfer-Encoding that is nearly chunked': [
		Buffer.concat([request(POST, ['Transfer-Encoding: xchunked', 'Content-Length: 0']), SMUGGLED]),
		OURS_OR_THE_LIBRARYS,
		'length-required',
	],
	'a Transfer-Encoding in quotes': [
		request(POST, ['Transfer-Encoding: "chunked"'], '0\r\n\r\n'),
		OURS_OR_THE_LIBRARYS,
		'length-required',
	],
	'a Transfer-Encoding behind a tab': [
		request(POST, ['Transfer-Encoding:\tchunked'], '0\r\n\r\n'),
		411,
		'length-required',
	],
	'a Transfer-Encoding with a vertical tab': [
		request(POST, ['Transfer-Encoding: \vchunked'], '0\r\n\r\n'),
		400,
	],
	'a Transfer-Encoding on a line of its own': [
		request(POST, ['Content-Length: 0', 'Transfer-Encoding:', ' chunked']),
		[400, 411],
	],
	'a Transfer-Encoding in HTTP/1.0': [
		request('POST /api/v1/comments HTTP/1.0', ['Transfer-Encoding: chunked'], '0\r\n\r\n'),
		OURS_OR_THE_LIBRARYS,
	],
	'a Transfer-Encoding behind a bare LF': [
		Buffer.concat([request(POST, ['Content-Length: 0', 'X: a\nTransfer-Encoding: chunked']), SMUGGLED]),
		OURS_OR_THE_LIBRARYS,
	],
	'a chunk of more bytes than there are numbers': [
		request(POST, ['Transfer-Encoding: chunked'], `${'f'.repeat(17)}\r\n`),
		411,
		'length-required',
	],
	'a header name of 33 KiB': [get(`${'X'.repeat(33_000)}: a`), 431],
	'a header name with a slash': [get('X/A: a'), 400, 'bad-request'],
	'a header name with a quote': [get('X"A: a'), 400, 'bad-request'],
	'a header name with a control character': [get('X\x02A: a'), 400, 'bad-request'],
	'the beginning of TLS': [Buffer.from('16030100a50100000d0a0d0a', 'hex'), [NO_ANSWER, 400, 501]],
	'the beginning of SSH': [Buffer.from('SSH-2.0-OpenSSH_9.2\r\n\r\n'), [NO_ANSWER, 400, 505]],
	'the beginning of a proxied connection': [
		Buffer.from('PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'),
		[NO_ANSWER, 400, 501, 505],
	],
	'a body that nobody asked for': [
		Buffer.concat([request('GET /healthz HTTP/1.1', ['Content-Length: 5'], 'hello')]),
		413,
		'too-large',
	],

	// --- lengths against encodings: what one takes for a body, the other takes for a request
	'CL.TE: a length beyond the last chunk': [
		all(sized(6 + SMUGGLED.length, CHUNKED), '0\r\n\r\n', SMUGGLED),
		OURS_OR_THE_LIBRARYS,
	],
	'CL.TE: a letter left for the next request': [
		all(sized(6, CHUNKED), '0\r\n\r\nG', SMUGGLED.subarray(1)),
		OURS_OR_THE_LIBRARYS,
	],
	'TE.CL: a length within the first chunk': [
		all(
			chunked('', 'Content-Length: 4'),
			`${SMUGGLED.length.toString(16)}\r\n`,
			SMUGGLED,
			'\r\n0\r\n\r\n',
		),
		OURS_OR_THE_LIBRARYS,
	],
	'CL.0: a body where none is looked for': [
		all(request('GET /healthz HTTP/1.1', [`Content-Length: ${SMUGGLED.length}`]), SMUGGLED),
		413,
		'too-large',
	],
	'0.CL: a body without a length': [all(request(POST, [JSON_TYPE]), SMUGGLED), 411],
	'a length shorter than the body, in a list': [
		all(request(POST, [JSON_TYPE, 'Content-Length: 0, 5']), SMUGGLED),
		400,
	],
	'a length in two spellings': [
		all(request(POST, [JSON_TYPE, 'Content-Length: 00', 'content-length: 5']), SMUGGLED),
		400,
		'bad-request',
	],
	'a length of 2^64': [all(sized('18446744073709551616'), SMUGGLED), [400, 413]],
	'a length of 2^64 and two': [all(sized('18446744073709551618'), '{}', SMUGGLED), [400, 413]],
	'a length of 2^63 - 1': [sized('9223372036854775807'), [400, 413]],
	'a length with a thousand zeroes': [all(sized(`${'0'.repeat(1000)}5`), SMUGGLED), 400],
	'a length with an underscore': [sized('1_0'), 400],
	'a length in octal of Python': [sized('0o7'), 400],
	'a length with a comma behind': [sized('2,'), 400],
	'a length with a NUL in front': [sized('\x002'), 400],
	'a length behind a vertical tab': [sized('\v2'), 400],
	'a length with a no-break space': [sized('2\xa0'), 400],
	'a length that is folded': [all(request(POST, [JSON_TYPE, 'Content-Length:', ' 5']), '{"a":'), 400],
	'a length with a tab in front of the colon': [
		all(request(POST, [JSON_TYPE, 'Content-Length\t: 5']), SMUGGLED),
		400,
	],
	'a length behind a bare CR': [
		all(request(POST, [JSON_TYPE, 'Content-Length: 0\rContent-Length: 5']), SMUGGLED),
		400,
	],

	// --- TE.TE: encodings that one knows and the other does not
	...Object.fromEntries(
		[
			'Transfer-Encoding: xchunked',
			'Transfer-Encoding: chunked, chunked',
			'Transfer-Encoding: gzip, chunked',
			'Transfer-Encoding: chunked, gzip',
			'Transfer-Encoding: chunked;q=1',
			'Transfer-Encoding: chunked foo',
			'Transfer-Encoding: ,chunked',
			'Transfer-Encoding: chunked,',
			"Transfer-Encoding: 'chunked'",
			'Transfer-Encoding: CHUNKED',
			'TRANSFER-ENCODING: chunked',
			'Transfer-Encoding: chun\tked',
			'Transfer-Encoding: \xefchunked',
			'Transfer-Encoding: chunked\xa0',
			'Transfer-Encoding:chunked',
			'Transfer-Encoding:  chunked  ',
			'Transfer-Encoding:',
			'Transfer-Encoding: x\r\nTransfer-Encoding: chunked',
			'Transfer-Encoding: chunked\r\nTransfer-Encoding: x',
			'X: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 0',
		].map((lines) => [
			`TE.TE: ${JSON.stringify(lines)}`,
			[all(request(POST, [JSON_TYPE, lines]), '0\r\n\r\n', SMUGGLED), OURS_OR_THE_LIBRARYS],
		]),
	),
	'TE.TE: a NUL behind the encoding': [
		all(request(POST, [JSON_TYPE, 'Transfer-Encoding: chunked\0']), '0\r\n\r\n', SMUGGLED),
		[400, 411],
	],
	'TE.TE: a tab in front of the colon': [
		all(request(POST, [JSON_TYPE, 'Content-Length: 5', 'Transfer-Encoding\t: chunked']), '0\r\n\r\n'),
		400,
	],
	'TE.TE: folded behind another header': [
		all(request(POST, [JSON_TYPE, 'Content-Length: 0', 'X-A: b', ' Transfer-Encoding: chunked']), SMUGGLED),
		400,
		'bad-request',
	],
	'an encoding behind HTTP/1.0 and a length': [
		all(
			request('POST /api/v1/comments HTTP/1.0', [
				JSON_TYPE,
				'Content-Length: 5',
				CHUNKED,
				'Connection: keep-alive',
			]),
			'0\r\n\r\n',
			SMUGGLED,
		),
		OURS_OR_THE_LIBRARYS,
	],

	// --- chunks; the server takes none at all
	...Object.fromEntries(
		Object.entries({
			'of good form': '2\r\n{}\r\n0\r\n\r\n',
			'in capitals': 'A\r\n{        }\r\n0\r\n\r\n',
			'with zeroes in front': '00000002\r\n{}\r\n000\r\n\r\n',
			'with an extension': '2;a=b\r\n{}\r\n0;c="d"\r\n\r\n',
			'with a trailer': '2\r\n{}\r\n0\r\nX-A: b\r\n\r\n',
			'with a length as trailer': '2\r\n{}\r\n0\r\nContent-Length: 5\r\n\r\n',
			'with an encoding as trailer': '2\r\n{}\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n',
			'with a Host as trailer': '2\r\n{}\r\n0\r\nHost: b\r\n\r\n',
		}).map(([what, body]) => [
			`chunks ${what}`,
			[chunked(body, 'Connection: close'), OURS_OR_THE_LIBRARYS],
		]),
	),
	...Object.fromEntries(
		Object.entries({
			'of 0x2': '0x2\r\n{}\r\n0\r\n\r\n',
			'of -1': '-1\r\n{}\r\n0\r\n\r\n',
			'of +2': '+2\r\n{}\r\n0\r\n\r\n',
			'of no digits': '\r\n{}\r\n0\r\n\r\n',
			'of letters': 'xyz\r\n{}\r\n0\r\n\r\n',
			'of a blank and a size': ' 2\r\n{}\r\n0\r\n\r\n',
			'of 2^64 + 2': '10000000000000002\r\n{}\r\n0\r\n\r\n',
			'of 2^63': '8000000000000000\r\n{}\r\n0\r\n\r\n',
			'of three hundred digits': `${'f'.repeat(300)}\r\n{}\r\n0\r\n\r\n`,
			'of a NUL': '2\0\r\n{}\r\n0\r\n\r\n',
			'that are longer than told': '2\r\n{"a":1}\r\n0\r\n\r\n',
			'that are shorter than told': '9\r\n{}\r\n0\r\n\r\n',
			'that do not end in a line end': '2\r\n{}0\r\n\r\n',
			'whose sizes end in a bare CR': '2\r{}\r0\r\r',
			'whose sizes end in CR and another': '2\rX{}\r\n0\r\n\r\n',
			'with an extension that has a bare LF': '2;a\nb\r\n{}\r\n0\r\n\r\n',
			'with an extension that has a NUL': '2;a=\0\r\n{}\r\n0\r\n\r\n',
			'with an extension of 20 KiB': `2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
			'with a trailer that is no header': '2\r\n{}\r\n0\r\nX A b\r\n\r\n',
			'with a trailer that is folded': '2\r\n{}\r\n0\r\nX-A: b\r\n c\r\n\r\n',
			'with a trailer of 40 KiB': `2\r\n{}\r\n0\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`,
		}).map(([what, body]) => [
			`chunks ${what}`,
			[all(chunked(body), SMUGGLED), OURS_OR_THE_LIBRARYS],
		]),
	),
	'chunks of a body that is too large': [
		all(chunked(`11000\r\n${' '.repeat(0x11000)}\r\n0\r\n\r\n`), SMUGGLED),
		OURS_OR_THE_LIBRARYS,
	],

	// --- line ends
	'lines that end in bare CR': [raw('GET /healthz HTTP/1.1\rHost: a\r\r\r\n\r\n'), [NO_ANSWER, 400]],
	'lines that end in CR, CR and LF': [
		raw('GET /healthz HTTP/1.1\r\r\nHost: a\r\r\n\r\r\n'),
		[NO_ANSWER, 400, 505],
	],
	'lines that end in LF and CR': [
		raw('GET /healthz HTTP/1.1\n\rHost: a\n\r\n\r'),
		[NO_ANSWER, 400],
	],
	'an empty line with a blank': [
		raw('GET /healthz HTTP/1.1\r\nHost: a\r\n \r\n\r\n'),
		400,
	],
	'a bare CR at the end of a name': [get('X-A\r: b'), 400],
	'a bare CR in front of a name': [get('\rX-A: b'), 400],
	'a bare CR behind a value': [all(get('X-A: b\r', 'X-B: c')), [400]],
	'a second request behind a bare CR': [
		get('X-A: b\r\rGET /problems/smuggled HTTP/1.1'),
		[NO_ANSWER, 400],
	],
	'a NUL in the place of a line end': [raw('GET /healthz HTTP/1.1\0\0Host: a\r\n\r\n'), [NO_ANSWER, 400, 505]],
	'a next line of ISO 8859': [get('X\x85A: b'), 400, 'bad-request'],

	// --- the first line
	'an absolute target with another host': [
		request('GET http://other.example/healthz HTTP/1.1'),
		400,
		'bad-request',
	],
	'an absolute target with a person': [
		request('GET http://comments.example.org@other.example/healthz HTTP/1.1'),
		400,
		'bad-request',
	],
	'an absolute target without a path': [request('GET http://comments.example.org HTTP/1.1'), 400, 'bad-request'],
	'an absolute target with a port of letters': [
		request('GET http://comments.example.org:x/healthz HTTP/1.1'),
		400,
		'bad-request',
	],
	'a target of a host and a port on a GET': [request('GET comments.example.org:80 HTTP/1.1'), 400, 'bad-request'],
	'the target * on a GET': [request('GET * HTTP/1.1'), 400, 'bad-request'],
	'a target that begins with a backslash': [request('GET \\healthz HTTP/1.1'), 400, 'bad-request'],
	'a target that is a fragment': [request('GET #top HTTP/1.1'), 400, 'bad-request'],
	'two versions': [request('GET /healthz HTTP/1.1 HTTP/1.1'), [NO_ANSWER, 400, 505]],
	'no version but a blank': [request('GET /healthz '), [NO_ANSWER, 400, 505]],
	'HTTP/9.9': [request('GET /healthz HTTP/9.9'), 505],
	'HTTP/0.0': [request('GET /healthz HTTP/0.0'), [400, 505]],
	'HTTP/1.1 with a sign in front': [request('GET /healthz +HTTP/1.1'), [400, 505]],
	'HTTP/1,1': [request('GET /healthz HTTP/1,1'), [400, 505]],
	'HTTP/-1.1': [request('GET /healthz HTTP/-1.1'), [400, 505]],
	'HTTP /1.1': [request('GET /healthz HTTP /1.1'), [NO_ANSWER, 400, 505]],
	'HTTP\\1.1': [request('GET /healthz HTTP\\1.1'), [400, 505]],
	'SIP/2.0': [request('OPTIONS sip:comments.example.org SIP/2.0'), [400, 505]],
	'RTSP/1.0': [request('DESCRIBE rtsp://comments.example.org/ RTSP/1.0'), [400, 501, 505]],
	'ICY': [raw('ICY 200 OK\r\n\r\n'), [NO_ANSWER, 400, 505]],
	'an answer in the place of a request': [raw('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'), [NO_ANSWER, 400, 505]],
	'an interim answer in the place of a request': [
		all('HTTP/1.1 100 Continue\r\n\r\n', SMUGGLED),
		[NO_ANSWER, 400, 505],
	],
	'a byte order mark in front': [all(raw('\xef\xbb\xbf'), get()), [NO_ANSWER, 400, 501]],
	'a method with a colon': [request('GET: /healthz HTTP/1.1'), [400, 501]],
	'a method with a slash': [request('G/T /healthz HTTP/1.1'), [400, 501]],
	'a method in quotes': [request('"GET" /healthz HTTP/1.1'), [400, 501]],
	'a method beyond ASCII': [request('G\xcbT /healthz HTTP/1.1'), [400, 501]],
	'CONNECT with a path': [request('CONNECT /healthz HTTP/1.1'), [400, 501]],
	'PURGE': [request('PURGE /healthz HTTP/1.1'), [400, 501]],
	'TRACK': [request('TRACK /healthz HTTP/1.1'), [400, 501]],
	'PROPFIND with a body': [
		all(request('PROPFIND / HTTP/1.1', [`Content-Length: ${SMUGGLED.length}`]), SMUGGLED),
		[400, 501],
	],
	'a header in the first line': [raw('GET /healthz HTTP/1.1 Host: a\r\n\r\n'), [NO_ANSWER, 400, 505]],
	'a first line of a blank alone': [raw(' \r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'), [NO_ANSWER, 400, 501]],

	// --- hosts
	'a Host with a tab inside': [get('Host: a\tb'), 400, 'bad-request'],
	'a Host with a NUL': [get('Host: a\0b'), 400],
	'a Host with a scheme': [get('Host: http://a'), 400, 'bad-request'],
	'a Host with a percent sign': [get('Host: a%2eb'), 400, 'bad-request'],
	'a Host beyond ASCII': [get('Host: \xe4'), 400, 'bad-request'],
	'a Host with a zone': [get('Host: [fe80::1%25eth0]'), 400, 'bad-request'],
	'a Host with a backslash': [get('Host: a\\b'), 400, 'bad-request'],
	'a Host in quotes': [get('Host: "a"'), 400, 'bad-request'],
	'a Host of a port alone': [get('Host: :80'), 400, 'bad-request'],
	'a Host with two ports': [get('Host: a:80:80'), 400, 'bad-request'],
	'a Host with a port that is negative': [get('Host: a:-1'), 400, 'bad-request'],
	'a Host that is folded': [get('Host: a', ' b'), 400],
	'a Host with a tab in front of the colon': [raw('GET /healthz HTTP/1.1\r\nHost\t: a\r\n\r\n'), 400],
	'three Hosts': [get('Host: a', 'Host: a', 'Host: a'), 400, 'bad-request'],

	// --- other headers
	'a name with a comma': [get('X,A: b'), 400, 'bad-request'],
	'a name with a backslash': [get('X\\A: b'), 400, 'bad-request'],
	'a name with an at sign': [get('X@A: b'), 400, 'bad-request'],
	'a name with braces': [get('{X}: b'), 400, 'bad-request'],
	'a name with a semicolon': [get('X;A: b'), 400, 'bad-request'],
	'a name with an equals sign': [get('X=A: b'), 400, 'bad-request'],
	'a name with DEL': [get('X\x7fA: b'), 400, 'bad-request'],
	'a name of a tab': [get('\t: b'), 400],
	'a backspace in a value': [get('X-A: a\bb'), 400, 'bad-request'],
	'a vertical tab in a value': [get('X-A: a\vb'), 400, 'bad-request'],
	'a form feed in a value': [get('X-A: a\fb'), 400, 'bad-request'],
	'a NUL alone as value': [get('X-A: \0'), 400],
	'two thousand headers': [get(...Array.from({ length: 2000 }, (_, i) => `X-${i}: aaaaaaaaaaaa`)), 431],
	'a cookie of 33 KiB': [get(`Cookie: a=${'b'.repeat(33_000)}`), 431],
	'a body of 64 KiB and a byte': [
		all(sized(65_537), Buffer.alloc(65_537, ' '), SMUGGLED),
		413,
		'too-large',
	],
	'a body of two MiB': [sized(2 * 1024 * 1024, 'Expect: 100-continue'), 413, 'too-large'],
	'the beginning of HTTP/2, and a request in it': [
		all('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', SMUGGLED),
		505,
	],
	'the beginning of a proxied connection, in binary': [
		all(Buffer.from('0d0a0d0a000d0a515549540a2111000c7f0000017f00000100010002', 'hex'), get()),
		[NO_ANSWER, 400, 501],
	],
};
