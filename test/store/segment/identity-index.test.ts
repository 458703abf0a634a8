import { expect, test } from 'vitest';
import { IdentityIndex } from '../../../store/segment/identity-index.ts';
import { openSealed } from '../../../store/segment/sealed.ts';
import { aBuilder, addText, noonMs, schema } from './build.ts';

const record = (id: string, scope: string, more = '') => `{"id":"${id}","scope":"${scope}"${more}}`;

test.each([{ name: 'open' }, { name: 'sealed' }])(
	'a record is found by id, scope and time: $name',
	({ name }) => {
		const builder = aBuilder();
		const rows = Array.from({ length: 3000 }, (_, at) => record(`id-${at}`, '111122223333'));
		rows.forEach((text, at) => addText(builder, text, noonMs + at));
		addText(builder, record('id-7', '444455556666'), noonMs + 7);
		addText(builder, record('id-7', '111122223333', ',"other":1'), noonMs + 7);
		addText(builder, '{"scope":"111122223333"}', noonMs + 7);
		const { header, groups } = builder.seal();
		const sealed = openSealed(header, (group, take) =>
			take(groups.get(group) ?? new Uint8Array(0)),
		);
		const index = new IdentityIndex(name === 'open' ? builder.view() : sealed, schema);
		const find = (text: string, timeMs: number) => {
			const bytes = Buffer.from(text);
			const identity = builder.peek(bytes, 0, bytes.length);
			return index.find(identity, timeMs);
		};

		expect(find(record('id-7', '111122223333'), noonMs + 7)).toEqual([7, 3001]);
		expect(find(record('id-7', '444455556666'), noonMs + 7)).toEqual([3000]);
		expect(find(record('id-2999', '111122223333', ',"x":1'), noonMs + 2999)).toEqual([2999]);
		expect(find(record('id-7', '111122223333'), noonMs + 8)).toEqual([]);
		expect(find('{"id":"id-7"}', noonMs + 7)).toEqual([]);
		expect(find('{"scope":"111122223333"}', noonMs + 7)).toEqual([]);
		expect(find('{"id":null,"scope":"111122223333"}', noonMs + 7)).toEqual([]);
	},
);
