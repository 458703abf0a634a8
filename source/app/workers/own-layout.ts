import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isScalar, isSeq, parseDocument, Scalar } from 'yaml';
import type { Document } from 'yaml';
import { readYaml } from '../../config/yaml-text.ts';
import { formatLayoutFault, readLayout } from '../../dashboard/layout/read-layout.ts';
import type { Effect } from '../../dashboard/state/effect.ts';
import { orUndefined, writeWhole } from '../../intel/write-whole.ts';

type SavedPanel = Pick<
	Extract<Effect, { kind: 'save-panel' }>,
	'title' | 'query' | 'view' | 'range'
>;

/** The dashboard that saved panels are added to. */
export const ownLayoutName = 'mine';

const newLayout = `# Your own dashboard: the key p of the console adds to it. Edit it as you like.
name: ${ownLayoutName}
title: Mine
description: Panels that were saved from the console.
panels: []
`;

/** The file of the user's own panels. */
export function ownLayoutFile(configDir: string): string {
	return join(configDir, 'layouts', `${ownLayoutName}.yaml`);
}

/**
 * Adds a panel to the user's own dashboard and creates the file when it is missing. The rest of the
 * file stays as it is, comments included.
 *
 * @returns the id of the new panel
 * @throws Error when the file is not a valid dashboard, before or after the panel is added; the
 *   file then stays as it was
 */
export async function addPanel(configDir: string, panel: SavedPanel): Promise<string> {
	const file = ownLayoutFile(configDir);
	const before = (await orUndefined(readFile(file, 'utf8'))) ?? newLayout;
	const { text, id } = withPanel(before, panel, file);
	await writeWhole(file, [text]);
	return id;
}

/** The text of a dashboard with one more panel. */
export function withPanel(
	before: string,
	{ title, query, view, range }: SavedPanel,
	file: string,
): { readonly text: string; readonly id: string } {
	// It also refuses what the parser has no stack for, which would end the whole console.
	const isReadable = readYaml(before).errors.length === 0;
	const document = parseDocument(isReadable ? before : '');
	const panels = document.get('panels');
	if (!isReadable || !isSeq(panels)) {
		throw new Error(`${file} has no list "panels"; \`trailtop layout check\` says what is wrong`);
	}

	// The file is checked before it is changed, so that faults name the lines that the user sees.
	if (panels.items.length > 0) {
		mustBeLayout(before, file);
	}

	const id = freeId(document, panels.items.length);
	panels.flow = false;
	const added = document.createNode({
		id,
		title,
		view,
		query,
		...(range === undefined ? {} : { range }),
		about: { counts: `Saved from the console: ${title}` },
	});
	const queryNode = added.get('query', true);
	if (isScalar(queryNode) && query.includes('\n')) {
		queryNode.type = Scalar.BLOCK_LITERAL;
	}

	panels.add(added);
	// A grid in the file shows only the panels that it names, so the new panel gets a row of its
	// own in each grid.
	for (const size of ['wide', 'medium', 'narrow']) {
		const rows = document.getIn(['grid', size]);
		if (isSeq(rows)) {
			rows.add(document.createNode([id]));
		}
	}

	const text = document.toString({ lineWidth: 0 });
	mustBeLayout(text, file);
	return { text, id };
}

function mustBeLayout(text: string, file: string): void {
	const read = readLayout(text, file);
	if (!read.ok) {
		throw new Error(read.faults.map(fault => formatLayoutFault(fault)).join('; '));
	}
}

function freeId(document: Document, panelCount: number): string {
	const taken = new Set<unknown>();
	for (let index = 0; index < panelCount; index++) {
		taken.add(document.getIn(['panels', index, 'id']));
	}

	let number = panelCount + 1;
	while (taken.has(`MY${number}`)) {
		number++;
	}

	return `MY${number}`;
}
