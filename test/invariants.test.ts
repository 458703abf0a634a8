import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { aggregateSpecs } from '../source/query/aggregate/index.ts';
import { stageHelps } from '../source/query/language/words.ts';

const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'source', 'store'], {
	encoding: 'utf8',
})
	.split('\n')
	.filter(file => /\.(tsx?|md)$/.test(file));
const code = tracked.filter(file => /\.tsx?$/.test(file));

// ── 1. store/ knows no CloudTrail and no query ────────────────────────────────────────────────

/** Fields of CloudTrail's records, and the names of the world around them. */
const trailWords = [
	...['CloudTrail', 'AWS', 'Amazon', 'S3', 'Sumo', 'trailtop', 'ConsoleLogin', 'GuardDuty'],
	...['eventTime', 'eventName', 'eventSource', 'eventID', 'eventType', 'eventCategory'],
	...['eventVersion', 'userIdentity', 'userName', 'principalId', 'accessKeyId', 'sessionContext'],
	...['sourceIPAddress', 'userAgent', 'awsRegion', 'requestParameters', 'responseElements'],
	...['errorCode', 'errorMessage', 'recipientAccountId', 'accountId', 'sharedEventID'],
	...['managementEvent', 'additionalEventData', 'vpcEndpointId', 'tlsDetails', 'arn'],
];

/** Words of the language that are not plain English as well. */
const queryWords = [...stageHelps, ...aggregateSpecs]
	.map(({ name }) => name)
	.filter(name =>
		/_|^(?:timeslice|dedup|topk|geoip|threat\w+|transpose|withtime|fillmissing|stddev|pct)$/.test(
			name,
		),
	);

function wordsFound(text: string): string[] {
	const words = new Set([...trailWords, ...queryWords].map(word => word.toLowerCase()));
	return [...text.matchAll(/[A-Za-z][A-Za-z0-9_]*/g)]
		.map(([word]) => word)
		.filter(word => words.has(word.toLowerCase()));
}

test('the store names no field of a record, no service and no word of the language', () => {
	const found = tracked
		.filter(file => file.startsWith('store/'))
		.flatMap(file => wordsFound(readFileSync(file, 'utf8')).map(word => `${file}: ${word}`));
	expect(found).toEqual([]);
	expect(queryWords.length).toBeGreaterThan(10);
	expect(wordsFound('const eventTime = count_distinct(x)')).toEqual([
		'eventTime',
		'count_distinct',
	]);
});

// ── 9. What lives longer than a call has a bound ──────────────────────────────────────────────

/**
 * Collections in files without a `…Max`, and what bounds them instead. A file that names a bound
 * is taken at its word; its own tests reach it.
 */
const boundedOtherwise: Readonly<Record<string, string>> = {
	'source/app/workers/opening-reader.ts#opened': 'one a store that is read',
	'source/findings/live/coverage.ts#lists':
		'one a list that a batch names; those of a segment are joined when there are 24',
	'source/findings/live/coverage.ts#segments': 'one a segment of the store',
	'source/findings/live/found-rows.ts#written':
		'one a finding, of which the book makes a bounded number',
	'source/findings/live/found-rows.ts#made':
		'one a finding, of which the book makes a bounded number',
	'source/ingest/elsewhere.ts#keys': 'one a listed object that another pass has in flight',
	'source/ingest/elsewhere.ts#waiting': 'one a day of a backfill',
	'source/ingest/in-flight.ts#waiting': 'the objects that the passes have in flight',
	'source/ingest/repaired-ledger.ts#sources': 'the sources of a store',
	'source/ingest/repaired-ledger.ts#left': 'the sources of a store',
	'source/app/findings/findings-host.ts#rules': 'one entry a rule',
	'source/app/workers/query-host.ts#bundles': 'one entry a page that writes one, until it is ended',
	'source/app/workers/query-host.ts#running':
		'one entry a run, and run-queue.ts starts few at once',
	'source/cli/generate.ts#stale': 'one entry a generated file',
	'source/example/teller.ts#records': 'the story of one day, written by hand',
	'source/findings/detect.ts#rows': 'the rows of one segment',
	'source/findings/live/held-hits.ts#about': 'no more than the hits of a batch: batchEntriesMax',
	'source/findings/live/held-hits.ts#region': 'no more than the hits of a batch: batchEntriesMax',
	'source/findings/live/held-hits.ts#value': 'no more than the hits of a batch: batchEntriesMax',
	'source/findings/live/held-hits.ts#row': 'no more than the hits of a batch: batchEntriesMax',
	'source/findings/live/held-hits.ts#timeMs': 'no more than the hits of a batch: batchEntriesMax',
	'source/findings/live/held-hits.ts#eventId': 'no more than the hits of a batch: batchEntriesMax',
	'source/findings/live/held-hits.ts#places': 'no more than the hits of a batch: batchEntriesMax',
	'source/findings/live/held-hits.ts#all': 'no more than the hits of a batch: batchEntriesMax',
	'source/findings/live/held-table.ts#numbers':
		'no more than hits are held: heldHitsMax, or seenValuesMax runs',
	'source/findings/live/held-table.ts#things':
		'no more than hits are held: heldHitsMax, or seenValuesMax runs',
	'source/findings/live/id-column.ts#others':
		'no more than hits are held: heldHitsMax, or seenValuesMax runs',
	'source/findings/windows.ts#counts': 'one entry a hit of a window: heldHitsMax',
	'source/main.ts#fatal': 'two signals',
	'source/query/equal-rows.ts#numbers':
		'the values of a list of the query, or the rows of a subquery',
	'source/query/equal-rows.ts#root': 'the values of a list of the query, or the rows of a subquery',
	'source/query/engine/frame-weights.ts#held': 'one entry a segment, for as long as a run takes',
	'source/query/aggregate/first-last.ts#values': 'one entry a group: groupsMax',
	'source/query/aggregate/percentile.ts#groups': 'one entry a group: groupsMax',
	'source/query/aggregate/places.ts#objects': 'one entry a group: groupsMax',
	'source/query/aggregate/recent.ts#values': 'one entry a group: groupsMax',
	'source/query/engine/dictionary/dictionary.ts#remembered':
		'dictionaryBytesMax lets whole ones go',
	'source/query/engine/shown-columns.ts#list': 'names of one query: stagesMax',
	'source/query/frame/frame.ts#fields': 'names of one query: stagesMax',
	'source/query/frame/frame.ts#found': 'names of one query: stagesMax',
	'source/query/regex/parse-class.ts#ranges': 'one class of a pattern: regexLengthMax',
	'source/query/regex/parse-class.ts#properties': 'one class of a pattern: regexLengthMax',
	'source/view/screen/screen-writer.ts#shown': 'the lines of one screen',
	'source/view/screen/screen-writer.ts#idle': 'who waits for a quiet screen: one caller',
	'source/view/screen/screen-writer.ts#lines': 'the lines of one screen',
	'source/view/screen/screen.ts#ends': 'the lines of one screen',
	'source/query/engine/aggregate-run.ts#warnings': 'the warnings that the partials of one run keep',
	'source/query/engine/kept-rows-source.ts#columns': 'one entry a field that the query names',
	'store/bounded-cache.ts#entries': 'as much as the memory budget has room for',
	'store/segment/record-rebuilder.ts#recipes': 'one entry a shape of one segment',
	'store/segment/record-rebuilder.ts#parts': 'one entry a column of one segment',
	'store/lmdb/merged-reader.ts#members': 'one entry a store that is read',
	'store/lmdb/tree-walk.ts#steps': 'the pages below the branches that a walk is in',
	'store/lmdb/tree-walk.ts#used': 'the pages of the file; only for those who look for what is left',
	'store/lmdb/tree-walk.ts#entries': 'the entries of one page',
	'store/lmdb/reader.ts#open': 'one entry an open segment: openPartitionsMax',
	'store/lmdb/reader.ts#conflicts': 'one entry a record in conflict, read from the store',
	'store/segment/containers.ts#codes': 'one entry a token of one column of one segment',
	'store/segment/containers.ts#texts': 'one entry a token of one column of one segment',
	'source/query/stage/cluster/words-of.ts#words': 'one entry a word of one text',
	'source/query/stage/cluster/words-of.ts#fixed': 'one entry a word of one text',
	'source/query/stage/transactions/group-rows.ts#byId':
		'an entry a field of a row: gatheredRowsMax, orderedRowsMax',
	'source/query/stage/transactions/group-rows.ts#all':
		'an entry a row: gatheredRowsMax, orderedRowsMax',
	'store/segment/meta-table.ts#byName': 'one entry a metadata name of one segment',
	'store/kernel/kernel-column.ts#shapes': 'one entry a shape of one segment',
	'store/shred/column-set.ts#columns': 'one entry a path: pathsMax of the tree',
	'store/shred/column-set.ts#builders': 'one entry a path: pathsMax of the tree',
	'store/shred/column-set.ts#inKernel': 'one entry a path: pathsMax of the tree',
	'store/shred/column-set.ts#nodes': 'one entry a path: pathsMax of the tree',
};

/** `file#name` of every collection that is a field of a class or stands in a module. */
function longLived(file: string): string[] {
	const source = ts.createSourceFile(
		file,
		readFileSync(file, 'utf8'),
		ts.ScriptTarget.Latest,
		true,
	);
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isPropertyDeclaration(node) && grows(node.initializer)) {
			found.push(node.name.getText());
		}

		ts.forEachChild(node, visit);
	};

	visit(source);
	for (const statement of source.statements.filter(ts.isVariableStatement)) {
		for (const { name, initializer } of statement.declarationList.declarations) {
			if (grows(initializer)) {
				found.push(name.getText());
			}
		}
	}

	return found.map(name => `${file}#${name.replace('#', '')}`);
}

/** An empty map, set or list: it is there to be filled. */
function grows(initializer: ts.Expression | undefined): boolean {
	if (initializer === undefined) {
		return false;
	}

	return ts.isNewExpression(initializer)
		? /^(?:Map|Set)$/.test(initializer.expression.getText()) &&
				(initializer.arguments?.length ?? 0) === 0
		: ts.isArrayLiteralExpression(initializer) && initializer.elements.length === 0;
}

test('every collection that outlives a call is bounded, and says by what', () => {
	const without = code
		.filter(file => !/\b\w+Max\b/.test(readFileSync(file, 'utf8')))
		.flatMap(longLived);
	expect(without.filter(name => !(name in boundedOtherwise))).toEqual([]);
	// An explanation of what is not there any more explains nothing.
	expect(Object.keys(boundedOtherwise).filter(name => !without.includes(name))).toEqual([]);
	expect(code.flatMap(longLived).length).toBeGreaterThan(80);
});
