/** A change of a layout that no answer can show, and why. */
export interface Survivor {
	readonly what: string;
	readonly panels: readonly string[];
	readonly why: string;
}

const words = (text: string) => text.split(' ');

/** Every change of the shipped queries that the comparison with the oracle does not notice. */
export const survivors: readonly Survivor[] = [
	{
		what: 'sort is dropped',
		panels: words(
			'AM1 AM3 LA1 LA4 LA6 LA8 LA10 AS1 AS3 AS5 AS7 AS9 AS11 AS15 AS17 AS19 OV1 OV2 OV3 OV4 OV5 ' +
				'OV6 OV7 OV8 OV9 OV10 OV11 OV13 OV14 OV15 PA2 PA5 PA9 PA11 PA13 PA15 PA17 PA19 PA21 PA22 ' +
				'CO5 CL6 CL7 CN3 CS1 CS4 CS7 PC6 PC9 PC11 PC13 PC15 CI7 DV1 DV2 DV3 DV4 DV7',
		),
		why: 'fillmissing gives its buckets in the order of time already',
	},
	{
		what: 'sort is dropped',
		panels: words(
			'AM2 AM4 AM5 AS13 PA1 PA4 PA7 OV12 TI4 TI5 CO2 CO4 CO6 CU2 CU4 CL5 CL9 CP1 CN7 ' +
				'PC1 PC2 PC3 PC7 DV8',
		),
		why: 'a count gives its groups with the largest first, equal ones by their keys',
	},
	...(
		[
			['(2)', 'eventName → eventSource', 'AM5 AS13 PA1 PA4 PA7 CO6 CU4 CP1 CN7 PC3'],
			['(3)', 'eventName → eventSource', 'AM2 AM4 PC1 PC2'],
			['(3)', 'sourceIPAddress → eventName', 'OV12'],
			['(3)', 'city → eventName', 'TI1 CO1 CU1 CL1 CN1 CI4'],
			['(2)', 'account → awsRegion', 'PC7'],
			['(2)', 'principal → eventName', 'DV8'],
			['(2)', 'resourceType → eventName', 'CO2'],
			['(2)', 'user → awsRegion', 'CO4 CU2 CL4'],
			['(4)', 'loginResult → eventName', 'CL5'],
			['(3)', 'loginResult → eventName', 'CL9'],
			['(2)', 'verb → eventName', 'CN8'],
			['(3)', 'result → eventName', 'TI5'],
			['(2)', 'actor → eventName', 'TI4'],
		] as const
	).flatMap(([key, swapped, panels]): readonly Survivor[] =>
		[`sort: a sort key is left out ${key}`, `sort: ${swapped}`].map(what => ({
			what,
			panels: words(panels),
			why: 'a sort keeps the order of equal rows, and a count has put them by their keys',
		})),
	),
	{
		what: 'the search is dropped',
		panels: words(
			'LA1 LA2 LA3 CN1 CN2 CN3 PC6 PC7 PC8 CI6 DV1 DV2 DV3 DV4 DV5 DV6 DV7 DV8 DV9 DV10 DV11 ' +
				'DV12 DV13 DV14 DV15 DV16',
		),
		why: 'the condition asks for a code too; the search only lets whole segments be skipped',
	},
	...(
		[
			['lookup: threat → eventName', 'OV11 OV14 OV15 TI1 TI2 TI3 TI4 TI5 TI6 TI7'],
			['lookup: ip → eventName', 'OV12 CO1 CU1 CU6 CL1 CL5 CN1 CI4'],
			['lookup 2: ip → eventName', 'TI1'],
		] as const
	).map(([what, panels]): Survivor => ({
		what,
		panels: words(panels),
		why: 'a built-in table has one key: the other side of the equation is the field',
	})),
	{
		what: 'sort is dropped',
		panels: words('CU6 CP6 CN2'),
		why: 'records come with the newest first already',
	},
	{
		what: 'sort is dropped',
		panels: words('CL4 CN8'),
		why: 'groups come by their counts and then their keys already',
	},
	{
		what: 'assign: "," → ",x" (3)',
		panels: words('CU3 CU4 CU6'),
		why: 'of what stands behind the last name only the comma is looked at',
	},
	{
		what: 'assign 4: 0 → 1',
		panels: ['CN8'],
		why: 'the first and the second millisecond of 1970 are equally long ago',
	},
	{
		what: 'where 2: 600000 → 600001',
		panels: ['CN8'],
		why: 'records tell times in whole seconds',
	},
	...['where is dropped', 'where 2 is dropped', 'where 2: controls → eventName'].map(
		(what): Survivor => ({
			what,
			panels: ['CI19'],
			why: 'it leaves out what meets no control, so that less is looked at one by one',
		}),
	),
	{
		what: 'assign: "" → "x"',
		panels: ['CI19'],
		why: 'what stands before the first semicolon is not looked at',
	},
	...['parse-regex: nodrop turned', 'parse-regex 2: nodrop turned'].map((what): Survivor => ({
		what,
		panels: ['CI19'],
		why: 'each of the two takes out what has no control, and every control has the form',
	})),
	{
		what: 'parse-regex: nodrop turned',
		panels: ['CN8'],
		why: 'every name of the list before it has the form',
	},
];
