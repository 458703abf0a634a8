import { isExtraction, specOf } from '../stage/index.ts';
import type { StageNode } from '../syntax/tree.ts';
import { sort } from '../stage/sort.ts';
import { spanOfName, type CheckedStage, type Checking } from './checking.ts';

/** Checks whether the stage may stand before or after the first aggregate. */
export function checkOrder(
	{ query, faults }: Checking,
	{ stage, spec, schema, pipeline, index }: CheckedStage,
): void {
	const add = (message: string, next: string) => {
		faults.push({ severity: 'fault', span: spanOfName(query, stage), message, next });
	};

	const name = spec.name(stage);
	// A stage that could not be parsed may have been the aggregate.
	const isUnclear = pipeline.slice(0, index).some(before => specOf(before).run.class === 'none');
	if (schema.kind === 'rows' && spec.help?.takes === 'table' && !isUnclear) {
		add(
			`${name} needs an aggregate before it`,
			laterAggregate(pipeline.slice(index + 1), name) ??
				`put an aggregate such as | count by f before | ${name}`,
		);
	}

	if (schema.kind === 'table' && spec.help?.takes === 'rows') {
		add(
			`${name} needs events, and an aggregate took them`,
			`put | ${name} before the first aggregate`,
		);
	}

	const hasText = schema.kind === 'rows' || schema.fields.has('_raw');
	if (!hasText && isExtraction(spec) && spec.reads(stage).length === 0) {
		add(
			`${name} reads the event, and an aggregate took it`,
			`put | ${name} before the first aggregate, or name a column: ${name} field=f`,
		);
	}
}

/** Reports a stage that runs those before it again, behind one that would choose anew there. */
export function checkAgain({ query, faults }: Checking, checked: CheckedStage): void {
	const { stage, spec, pipeline, index } = checked;
	const severity = spec.runsBeforeAgain;
	const before = [...checked.outer, ...pipeline.slice(0, index)];
	const chooser = before.find(severity === 'fault' ? seesAllRows : keepsByPlace);
	if (severity === undefined || chooser === undefined) {
		return;
	}

	const name = spec.name(stage);
	const other = specOf(chooser).name(chooser);
	const told =
		severity === 'fault'
			? {
					message: `${name} looks at other events too, and ${other} would choose among them anew`,
					next: `put | ${name} before | ${other}`,
				}
			: {
					message: `${name} runs ${other} for each time range: a row that it cuts in one seems missing there`,
					next: `put | ${other} behind | ${name}`,
				};
	faults.push({ severity, span: spanOfName(query, stage), ...told });
}

/** Its result depends on all rows before it; a sort loses and adds nothing. */
function seesAllRows(stage: StageNode): boolean {
	const { run, kind } = specOf(stage);
	return run.class === 'order' && kind !== sort.kind;
}

function keepsByPlace(stage: StageNode): boolean {
	return specOf(stage).keepsByPlace === true;
}

/** What to do where the aggregate stands behind the stage that needs it. */
function laterAggregate(later: readonly StageNode[], name: string): string | undefined {
	const aggregate = later.find(stage => specOf(stage).run.class === 'group');
	return aggregate && `put | ${name} behind | ${specOf(aggregate).name(aggregate)}`;
}
