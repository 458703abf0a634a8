import type { Field, StageNode } from '../syntax/tree.ts';
import { afterFields } from './stage-completion.ts';
import { spelled } from './schema.ts';
import type { Schema } from './schema.ts';
import type { StageSpec } from './stage-spec.ts';
import { definingStep } from './steps.ts';
import { listFields, plainNames } from './stage-text.ts';

export interface FieldsStage extends StageNode {
	readonly kind: 'fields';
	readonly mode: 'keep' | 'drop';
	readonly fields: readonly Field[];
}

const sign = (stage: FieldsStage) => (stage.mode === 'drop' ? '- ' : '');
const namesOf = (stage: FieldsStage) => stage.fields.map(({ name }) => name);

export const fields: StageSpec<FieldsStage> = {
	kind: 'fields',
	help: {
		name: 'fields',
		group: 'rows',
		takes: 'any',
		tier: 'must',
		syntax: 'fields a, b | fields - a, b',
		help: 'keeps the named columns in that order, or drops them after a minus',
		snippet: 'fields eventTime, eventName',
		keywords: [],
		example: '| count by eventName, awsRegion | fields eventName, _count',
	},
	read: reader => {
		const mode = reader.takeSymbol('-') === undefined ? 'keep' : 'drop';
		if (mode === 'keep') {
			reader.takeSymbol('+');
		}

		const named = [reader.field()];
		while (reader.takeSymbol(',') !== undefined) {
			if (mode === 'drop') {
				reader.takeSymbol('-');
			}

			named.push(reader.field());
		}

		return { kind: 'fields', mode, fields: named };
	},
	print: stage => `fields ${sign(stage)}${listFields(stage.fields)}`,
	name: () => 'fields',
	explain: stage => `${sign(stage)}${plainNames(stage.fields)}`,
	reads: stage => stage.fields,
	makes: schemaAfter,
	run: {
		class: 'rows',
		// Fields that begin with _ stay readable, because they are not part of the event's JSON.
		start: stage => {
			const named = new Set(namesOf(stage).map(name => name.toLowerCase()));
			return definingStep([], frame => {
				frame.restrict(
					stage.mode === 'keep'
						? name => named.has(name) || name.startsWith('_')
						: name => !named.has(name),
				);
			});
		},
		chooses: stage => ({ mode: stage.mode, names: namesOf(stage) }),
	},
	complete: { operands: 'fields', opens: ['fields'], follows: afterFields },
	drill: { made: () => [], dropsRows: false },
};

function schemaAfter(stage: FieldsStage, before: Schema): Schema {
	const named = spelled(namesOf(stage));
	if (stage.mode === 'drop') {
		return { ...before, fields: new Map([...before.fields].filter(([key]) => !named.has(key))) };
	}

	return before.kind === 'table'
		? { ...before, fields: named, open: false }
		: { ...before, fields: new Map([...before.fields, ...named]) };
}
