import type { JsonStep, JsonTest } from '../syntax/tree.ts';
import { valueOfJson } from '../json-text.ts';
import type { Value } from '../value.ts';

/** Values that one path may collect from one record. */
const collectedMax = 10_000;

/** Whether the path gives one value, rather than a list of collected ones. */
export function isDefinite(steps: readonly JsonStep[]): boolean {
	return steps.every(step => step.kind === 'key' || step.kind === 'index');
}

/**
 * The value at a JSON path: one value, or for a path with wildcards the array of all values as JSON
 * text; undefined when there is none.
 */
export function evaluateSteps(json: unknown, steps: readonly JsonStep[]): Value | undefined {
	let current: unknown[] = [json];
	for (const step of steps) {
		const next: unknown[] = [];
		for (const value of current) {
			takeStep(value, step, next);
		}

		current = next;
		if (current.length === 0) {
			return undefined;
		}
	}

	return isDefinite(steps) ? valueOfJson(current[0]) : JSON.stringify(current);
}

function takeStep(json: unknown, step: JsonStep, out: unknown[]): void {
	if (typeof json !== 'object' || json === null || out.length >= collectedMax) {
		return;
	}

	switch (step.kind) {
		case 'key':
			takeKey(json, step.key, out);
			return;
		case 'index':
			takeIndex(json, step.index, out);
			return;
		case 'wildcard':
			pushAll(out, Object.values(json));
			return;
		case 'descend':
			descend(json, step.key, out);
			return;
		case 'slice':
			if (Array.isArray(json)) {
				pushAll(out, (json as unknown[]).slice(step.from, step.to));
			}

			return;
		case 'condition':
			pushAll(
				out,
				Object.values(json).filter(item => passes(item, step.keys, step.test)),
			);
			return;
		case 'union':
			for (const item of step.items) {
				if (typeof item === 'number') {
					takeIndex(json, item, out);
				} else {
					takeKey(json, item, out);
				}
			}
	}
}

function passes(item: unknown, keys: readonly string[], test: JsonTest | undefined): boolean {
	let value = item;
	for (const key of keys) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
			return false;
		}

		value = (value as Record<string, unknown>)[key];
	}

	return test === undefined || holds(value, test);
}

function holds(value: unknown, { operator, value: given }: JsonTest): boolean {
	if (operator === '==' || operator === '!=') {
		return (value === given) === (operator === '==');
	}

	const [left, right] = [value, given];
	const isOrdered =
		(typeof left === 'number' && typeof right === 'number') ||
		(typeof left === 'string' && typeof right === 'string');
	if (!isOrdered) {
		return false;
	}

	const order = left < right ? -1 : left > right ? 1 : 0;
	return operator.startsWith('<')
		? order < 0 || (order === 0 && operator === '<=')
		: order > 0 || (order === 0 && operator === '>=');
}

function takeKey(json: object, key: string, out: unknown[]): void {
	if (!Array.isArray(json) && Object.hasOwn(json, key)) {
		out.push((json as Record<string, unknown>)[key]);
	}
}

function takeIndex(json: object, index: number, out: unknown[]): void {
	if (Array.isArray(json)) {
		const at = index < 0 ? json.length + index : index;
		if (at >= 0 && at < json.length) {
			out.push((json as unknown[])[at]);
		}
	}
}

/** Every value of a key at any depth, outer ones first. */
function descend(json: object, key: string | undefined, out: unknown[]): void {
	const waiting: unknown[] = [json];
	for (let at = 0; at < waiting.length && out.length < collectedMax; at++) {
		const value = waiting[at];
		if (typeof value !== 'object' || value === null) {
			continue;
		}

		if (key === undefined) {
			pushAll(out, Object.values(value));
		} else {
			takeKey(value, key, out);
		}

		pushAll(waiting, Object.values(value));
	}
}

/**
 * One by one, because a call cannot take an array of a hundred thousand values as its arguments.
 */
function pushAll(out: unknown[], values: readonly unknown[]): void {
	for (const value of values) {
		out.push(value);
	}
}
