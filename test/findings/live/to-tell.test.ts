import { expect, test } from 'vitest';
import { RuleSet } from '../../../source/findings/rule-set.ts';
import { readRuleFile } from '../../../source/findings/read-rule-file.ts';
import { foundPrefix, type FindingRow } from '../../../source/findings/live/rows.ts';
import { LiveWorld, objectOf } from './live-world.ts';

function rulesOf(severity: string) {
	const text = `id: MINE\ntitle: Stopped\nseverity: ${severity}\nby: [_user]\nwhen: eventName = "StopLogging"\n`;
	const set = new RuleSet([]);
	set.add(readRuleFile(text, 'mine.yaml'), 'mine.yaml');
	return set.loaded();
}

const record = (eventID: string, eventTime: string) => ({
	eventID,
	eventTime,
	eventName: 'StopLogging',
	userIdentity: { type: 'IAMUser', userName: 'eve' },
});

test('what is to be told is written with the finding: of new ones, of those that happen again, and of worse ones', async () => {
	const world = await LiveWorld.open();
	const told: (readonly FindingRow[])[] = [];
	world.toTell = found => {
		told.push(found);
		return [{ key: `told/${told.length}`, value: true }];
	};

	try {
		// The clock of the world stands near 1970: what happens within a day of it is news.
		await world.append([objectOf([record('a', '1970-01-01T00:00:00Z')])]);
		await world.start(rulesOf('medium'));
		await world.look();
		expect(told.map(found => found.map(({ count }) => count))).toEqual([[1]]);
		const transaction = world.committed.find(rows => rows.some(({ key }) => key === 'told/1'));
		expect(transaction?.some(({ key }) => key.startsWith(foundPrefix))).toBe(true);

		await world.append([objectOf([record('b', '1970-01-01T00:00:01Z')])]);
		await world.look();
		expect(told).toHaveLength(2);
		expect(told[1]?.[0]).toMatchObject({ count: 2, id: told[0]?.[0]?.id });

		// Nothing new, and a new process: nothing is told.
		await world.start(rulesOf('medium'));
		await world.look();
		expect(told).toHaveLength(2);

		// A medium finding is one of its day, a high one is not: another finding. Critical is the high one, but worse.
		await world.start(rulesOf('high'));
		await world.look();
		expect(told).toHaveLength(3);
		await world.start(rulesOf('critical'));
		await world.look();
		expect(told).toHaveLength(4);
		expect(told[3]?.[0]).toMatchObject({ severity: 'critical', id: told[2]?.[0]?.id });
		await world.start(rulesOf('high'));
		await world.look();
		expect(told).toHaveLength(4);
	} finally {
		await world.close();
	}
});
