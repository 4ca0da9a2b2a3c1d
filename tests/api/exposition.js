// Reading Prometheus's text format, version 0.0.4, strictly: what is not of it is a failure.

import assert from 'node:assert/strict';

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;
const TYPES = ['counter', 'gauge', 'histogram'];
const SUFFIXES = { histogram: ['_bucket', '_sum', '_count'] };

function labelsIn(text, line) {
	const labels = {};
	LABEL.lastIndex = 0;
	while (LABEL.lastIndex < text.length) {
		const found = LABEL.exec(text);
		assert.ok(found, `labels: ${line}`);
		const [, name, value] = found;
		assert.ok(!(name in labels), `a label twice: ${line}`);
		labels[name] = value.replace(/\\(.)/g, (all, c) => (c === 'n' ? '\n' : c));
	}
	return labels;
}

function numberIn(text, line) {
	const number = text === '+Inf' ? Infinity : Number(text);
	assert.ok(text !== '' && !Number.isNaN(number), `a number: ${line}`);
	return number;
}

// {name: {type, help, samples: [{name, labels, value}]}}, in the order in which they came.
export function parseExposition(text) {
	const metrics = {};
	const seen = new Set();
	let metric;
	assert.ok(text.endsWith('\n'));
	for (const line of text.slice(0, -1).split('\n')) {
		const [, what, name, rest] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
		if (what === 'HELP') {
			assert.match(name, NAME);
			assert.ok(!metrics[name], `${name} twice`);
			metric = metrics[name] = { help: rest, samples: [] };
		} else if (what === 'TYPE') {
			assert.ok(metrics[name] === metric && !metric.type, line);
			assert.ok(TYPES.includes(rest), line);
			metric.type = rest;
		} else {
			const [, sample, labels, value] = SAMPLE.exec(line) ?? [];
			const [key] = Object.entries(metrics).at(-1) ?? [];
			assert.ok(sample && metric?.type, `no sample: ${line}`);
			const names = (SUFFIXES[metric.type] ?? ['']).map((suffix) => key + suffix);
			assert.ok(names.includes(sample), `of ${key}: ${line}`);
			assert.ok(!seen.has(sample + labels), `twice: ${line}`);
			seen.add(sample + labels);
			const given = { name: sample, labels: labelsIn(labels ?? '', line) };
			metric.samples.push({ ...given, value: numberIn(value, line) });
		}
	}
	return metrics;
}

// The value of the one sample with these labels, or 0.
export function valueOf(metrics, name, labels = {}) {
	const key = name.replace(/_(bucket|sum|count)$/, '');
	const { samples } = metrics[name] ?? metrics[key];
	const found = samples.filter(
		(sample) =>
			sample.name === name &&
			Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
	);
	assert.ok(found.length <= 1, `${name} ${JSON.stringify(labels)}: ${found.length} samples`);
	return found[0]?.value ?? 0;
}
