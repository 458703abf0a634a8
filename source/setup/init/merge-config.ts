import { Document, isMap, parseDocument } from 'yaml';
import { configSchema } from '../../app/config-schema.ts';
import { printFault, readConfig } from '../../config/read-config.ts';
import type { Answers } from './answers.ts';

interface Merged {
	readonly text: string;
	/** The environment existed before; its settings other than the source were kept. */
	readonly replaced: boolean;
	readonly isDefault: boolean;
}

const header = ' Settings of trailtop; `trailtop help config` lists them all. It holds no secrets.';

/**
 * Adds an environment to a configuration and keeps everything else as it is, comments included.
 *
 * @param text - text of the file; empty when there is none
 * @returns the new text, or the faults of the old text
 */
export function mergeEnvironment(
	text: string,
	answers: Answers,
	file: string,
): Merged | { readonly fault: string } {
	const before = readConfig(text, configSchema);
	if ('faults' in before) {
		return { fault: before.faults.map(fault => printFault(file, fault)).join('\n') };
	}

	const parsed = parseDocument(text);
	const document = isMap(parsed.contents) ? parsed : new Document({});
	if (document !== parsed) {
		// Keeps the comments of a file that has nothing else.
		document.commentBefore = parsed.commentBefore ?? parsed.comment ?? header;
	}

	const { name, source, since, verify } = answers;
	const replaced = document.hasIn(['environments', name]);
	if (!isMap(document.get('environments'))) {
		document.set('environments', document.createNode({}));
	}

	if (replaced) {
		document.setIn(['environments', name, 'source'], document.createNode(source));
		document.setIn(['environments', name, 'since'], since);
	} else {
		document.setIn(['environments', name], document.createNode({ source, since }));
	}

	if (verify !== undefined) {
		document.setIn(['environments', name, 'verify'], verify);
	}

	if (!document.has('default')) {
		document.set('default', name);
	}

	const merged = document.toString({ lineWidth: 0 });
	const after = readConfig(merged, configSchema);
	if ('faults' in after) {
		return { fault: after.faults.map(fault => printFault(file, fault)).join('\n') };
	}

	return { text: merged, replaced, isDefault: after.config.default === name };
}
