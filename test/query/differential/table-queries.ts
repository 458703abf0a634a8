import { CallWriter } from './calls.ts';
import { quoted } from './quoted.ts';
import type { Random } from './random.ts';

/** What stands before the aggregate. */
interface Before {
	readonly fields: readonly string[];
	/** The column of a timeslice. */
	readonly sliced: string | undefined;
	/** Whether no `fields` chose some: behind one the engine does not know the time of a row for a join. */
	readonly isWhole: boolean;
	readonly rowStage: () => string;
}

/** Writes an aggregate and the stages over its table. */
export class TableWriter {
	readonly #random: Random;
	readonly #fields: readonly string[];
	readonly #sliced: string | undefined;
	readonly #isWhole: boolean;
	readonly #rowStage: () => string;

	constructor(random: Random, { fields, sliced, isWhole, rowStage }: Before) {
		this.#random = random;
		this.#fields = fields;
		this.#sliced = sliced;
		this.#isWhole = isWhole;
		this.#rowStage = rowStage;
	}

	write(): readonly string[] {
		const random = this.#random;
		const ends = random.chance(0.3) && this.#sliced !== undefined ? [`${this.#sliced}_end`] : [];
		const keys = random.some(this.#fields, random.chance(0.2) ? 0 : 1, 2).map(quoted);
		const by = [
			...(this.#sliced !== undefined && random.chance(0.85) ? [this.#sliced] : []),
			...ends,
			...keys,
		];

		if (random.chance(0.1) && keys.length > 0) {
			// A field that is a key and the order would be two columns of one title.
			const others = this.#fields.map(quoted).filter(name => !keys.includes(name));
			const order = random.pick(['', '', ` by ${random.pick(others)}`, ' by _messageTime asc']);
			return [`top ${1 + random.below(5)} ${keys.join(', ')}${order}`];
		}

		if (random.chance(0.06) && keys.length > 0) {
			return [
				`count_frequent ${keys.join(', ')}`,
				...(random.chance(0.3) ? [`fields _approxcount, ${keys[0]}`] : []),
			];
		}

		if (random.chance(0.015)) {
			return ['fieldsummary maxvals=4'];
		}

		if (random.chance(0.06)) {
			return [
				random.chance(0.3)
					? random.pick([this.#transaction(), this.#sessionize()])
					: random.chance(0.2)
						? random.pick([
								this.#merged(),
								`merge ${this.#field()} takeDistinct as x, ${this.#field()} join with ";" as y`,
							])
						: random.chance(0.3)
							? random.pick([this.#logcompare(), this.#sequence()])
							: this.#logreduce(by),
			];
		}

		if (random.chance(0.06)) {
			return this.#join();
		}

		if (random.chance(0.05) && this.#timed().endsWith('_withtime')) {
			// Rows of a table have no time but the one that such a field brings.
			return [
				`last(${this.#timed()}) as w by eventName, readOnly`,
				'most_recent(w) as x, least_recent(w) as y by readOnly',
			];
		}

		const calls = random
			.some(['x', 'y', 'z'], 1, 3)
			.map(title => `${this.#aggregate()} as ${title}`);
		const titles = calls.map(call => call.slice(-1));
		const counted = calls.filter(call => /^(?:count|sum|avg|m\w+|pct)\b/.test(call));
		const numbers = counted.length > 0 ? counted.map(call => call.slice(-1)) : titles;
		const stages = [`${calls.join(', ')}${by.length > 0 ? ` by ${by.join(', ')}` : ''}`];

		if (by.length >= 2 && random.chance(0.3)) {
			return [...stages, this.#transpose(by)];
		}

		if (random.chance(0.15)) {
			const week = `baseline ${random.pick(titles)}${random.pick(['', ' within 2w'])}`;
			stages.push(random.chance(0.3) ? week : this.#compare());
		}

		for (let count = random.below(5); count > 0; count--) {
			stages.push(this.#tableStage(by, titles, random.pick(numbers)));
		}

		return stages;
	}

	#logreduce(by: readonly string[]): string {
		const random = this.#random;
		const what = random.pick([
			'',
			'field=note',
			`(${this.#field()})`,
			`field=${this.#field()}`,
			`values on ${random.some(this.#fields, 1, 3).map(quoted).join(', ')}`,
		]);
		const keys = random.chance(0.4) && by.length > 0 ? ` by ${by.join(', ')}` : '';
		const limit = random.pick(['', '', ' limit=3', ' limit=2, criteria=leastcommon']);
		return `logreduce ${what}${keys}${limit}`;
	}

	#sequence(): string {
		const random = this.#random;
		const step = () =>
			random.pick(['(*)', '(Get*)', '(a* | where n > 1)', '(!errorCode=*)', '(ada)']);
		const within = random.pick(['', '', ' within 10m', ' within 2h']);
		const third = random.pick(['', ` then ${step()}`]);
		const without = random.pick(['', '', ' without (bob)', ' without (| where n > 2)']);
		return `sequence by ${this.#field()}${within} ${step()} then ${step()}${third}${without}`;
	}

	#merged(): string {
		const random = this.#random;
		const limits = random.pick(['', 'maxPause=30m ', 'maxLogs=3 ', 'endsWith="a*b";strict ']);
		const how = random.pick(['takeFirst', 'takeLast', 'takeDistinct', 'join with "; "']);
		return `transactionize ${this.#field()}, ${this.#field()} ${limits}(merge ${this.#field()} ${how} as x, n takeFirst as y)`;
	}

	#sessionize(): string {
		const key = String.raw`\"${this.#random.pick(['awsRegion', 'eventName', 'note'])}\":\"`;
		return this.#random.pick([
			String.raw`sessionize "${key}*\"" as (a), "GetObject*${key}$a\"" as (b)`,
			String.raw`sessionize "${key}*\"" as (a), "${key}*\"" as (a), "$a\" * " as x`,
			String.raw`sessionize "${key}*\",*:" as (a, b), "${key}$a"`,
		]);
	}

	#transaction(): string {
		const random = this.#random;
		const states = random.pick([
			'with "Get" as s, with "*ada*" as t, with "a" in awsRegion as u',
			'with states GetObject, PutObject as t, ada in eventName',
		]);
		const fringe = random.pick(['', ' fringe=30m']);
		return `transaction on ${this.#field()}${fringe} ${states} results by ${random.pick(['transactions', 'states', 'flow'])}`;
	}

	#logcompare(): string {
		const random = this.#random;
		const field = random.pick(['', 'field=note ', `field=${this.#field()} `]);
		const shift = random.pick(['1h', '30m', '1d', '0s']);
		const baseline = random.pick(['', '', ' baseline (a* | where n > 1)', ' baseline (*)']);
		return `logcompare ${field}timeshift -${shift}${baseline}`;
	}

	#join(): readonly string[] {
		const random = this.#random;
		const on = random.pick([this.#field(), 'n', 'userIdentity.userName']);
		const sides = [this.#rowStage(), `count by ${on}`, 'limit 20'].map(stage => `(${stage})`);
		const [left, right] = [random.pick(sides), random.pick(sides)];
		const window = random.pick(['', this.#isWhole ? ' timewindow 1h' : '']);
		const key = (side: string, field: string) => quoted(`${side}.${field.replace(/[%"]/g, '')}`);
		const more = random.pick(['', '', ` and ${key('r', 'awsRegion')} = ${key('l', 'awsRegion')}`]);
		const pair = `${key('l', on)} = ${key('r', on)}${more}`;
		return random.chance(0.2)
			? [
					`join (limit 9) as l, (limit 7) as r, (where isEmpty(errorCode) | limit 9) as m on ${pair} and ${key('m', on)} = ${key('l', on)}${window}`,
					`count by m_eventName, l_n`,
				]
			: [
					`join ${left} as l, ${right} as r on ${pair}${window}`,
					random.pick([
						'count by l_eventName, %"r_userIdentity.type"',
						`count, sum(l_n) as x by r_n`,
					]),
				];
	}

	#transpose(by: readonly string[]): string {
		const random = this.#random;
		const [first, second, ...rest] = by;
		return random.pick([
			() => `transpose row ${first} column ${second}`,
			() => `transpose row ${second} column ${[first, ...rest].join(', ')}`,
			() =>
				`transpose row ${[first, ...rest].join(', ')} column ${second} as ada, *, "GetObject"`.replace(
					'"GetObject"',
					'GetObject',
				),
			() => `transpose row ${first} column ${second} as bob, us`,
		])();
	}

	#compare(): string {
		const shift = this.#random.pick([
			'1h',
			'30m 2',
			'1h 3 max as before',
			'1h 2 avg',
			'2h 3 min',
			'90m as earlier',
			'1h 2 as h',
			'1d',
			'1h 5, timeshift 30m 4',
		]);
		return `compare ${this.#random.pick(['with ', ''])}timeshift ${shift}`;
	}

	#aggregate(): string {
		const field = () => this.#field();
		return this.#random.pick([
			() => 'count',
			() => 'count',
			() => `count(${field()})`,
			() => `count_distinct(${field()})`,
			() => `count_distinct(${field()}, ${field()})`,
			() => `sum(${field()})`,
			() => `sum(_size)`,
			() => `avg(${this.#numeric()})`,
			() => `min(${this.#numeric()})`,
			() => `max(${this.#numeric()})`,
			() => `median(${this.#numeric()})`,
			() => `pct(${this.#numeric()}, ${this.#random.pick(['90', '0', '100', '33.3'])})`,
			() => `stddev(${this.#numeric()})`,
			() => `first(${field()})`,
			() => `last(${field()})`,
			...['most_recent', 'most_recent', 'least_recent', 'least_recent'].map(
				name => () => `${name}(${this.#timed()})`,
			),
			() => `values(${field()})`,
		])();
	}

	#numeric(): string {
		return this.#random.pick([this.#field(), 'n', '_size']);
	}

	/** A field with a time of its own, where there is one. */
	#timed(): string {
		const own = this.#fields.filter(field => field.endsWith('_withtime'));
		return quoted(this.#random.pick(own.length > 0 ? own : this.#fields));
	}

	#field(): string {
		return quoted(this.#random.pick(this.#fields));
	}

	#tableStage(keys: readonly string[], titles: readonly string[], title: string): string {
		const random = this.#random;
		const columns = [...keys, ...titles];
		const column = () => random.pick(columns);
		const by = keys.length > 1 && random.chance(0.4) ? ` by ${random.pick(keys)}` : '';
		return random.pick([
			() => `sort by ${column()}${random.pick([' asc', ''])}, ${random.pick(['', '+'])}${column()}`,
			() => `limit ${random.pick([1, 3, 10, -2, 0])}`,
			() => `where ${title} ${random.pick(['>', '<=', '=', '!=', '>='])} ${random.below(4)}`,
			() => `where ${column()} matches "*a*" or isNull(${column()})`,
			() => `${title} * 2 + 1 as doubled`,
			() => `${new CallWriter(random, column).write()} as ${random.pick(['made', title])}`,
			() => `top ${random.pick(['3', '2'])} ${title}, ${column()}`,
			() => `top 2 ${column()} by ${column()}${random.pick(['', ' asc'])}`,
			() => `topk(${1 + random.below(3)}, ${title}${random.pick(['', `, ${column()}`])})${by}`,
			() => `dedup ${random.pick(['', '2 ', 'consecutive '])}by ${column()}`,
			() =>
				`${this.#aggregate()
					.replace(/\(.*\)/, `(${column()}`)
					.replace(/(\([^)]*)$/, '$1)')} as w by ${column()}`.replace(
					/^pct\(([^)]*)\)/,
					'pct($1, 75)',
				),
			() => `fields ${random.pick(['', '- '])}${random.some(columns, 1, 2).join(', ')}`,
			() => this.#onTable(column),
			...Array.from({ length: 9 }, () => () => this.#alongRows(title, by)),
			...Array.from({ length: 5 }, () => () => this.#filled(keys, title)),
		])();
	}

	/** Stages that read a record as well, here of a row of the table. */
	#onTable(column: () => string): string {
		const random = this.#random;
		const nodrop = random.pick(['', ' nodrop']);
		return random.pick([
			() => `parse field=${column()} "*-*" as p, q${nodrop}`,
			() => `parse regex field=${column()} "(?<p>[a-z]+)"${random.pick(['', ' multi'])}${nodrop}`,
			() => `split ${column()} delim='a' extract 1 as p, 2 as q`,
			() => `json field=${column()} "k" as p${nodrop}`,
			() => `lookup team as p from path://"teams" on name=${column()}`,
			() => `geoip ${column()}`,
			() => `threatip ${column()}`,
		])();
	}

	#alongRows(title: string, by: string): string {
		const random = this.#random;
		return random.pick([
			`bin ${title} width=${random.pick(['2', '0.3, max=2', '10, min=1, max=25', '3, min=-2'])}`,
			`total ${title} as t${by}`,
			`total ${title}${by}`,
			`accum ${title}${by}`,
			`diff ${title}${by}`,
			`diff ${title} as ${title}${by}`,
			`backshift ${title}${random.pick([', 2', ', 1', ''])}${by}`,
			`smooth ${title}${random.pick([', 3', ''])}${by}`,
			`rollingstd ${title}${random.pick([', 4', ''])}${by}`,
			`outlier ${title}${random.pick(['', ' window=3,threshold=1', ' window=2,threshold=0.5,consecutive=2', ' threshold=1,direction=+', ' threshold=1,direction=-'])}${by}`,
			`outlier ${title} window=3,threshold=1${by}`,
		]);
	}

	#filled(keys: readonly string[], title: string): string {
		const random = this.#random;
		const last = random.pick(['', ' takeLast']);

		if (this.#sliced !== undefined && keys.includes(this.#sliced)) {
			const others = keys.filter(key => key !== this.#sliced);
			return random.pick([
				`fillmissing timeslice in ${this.#sliced}${last}`,
				`fillmissing timeslice${last}`,
				`fillmissing timeslice(30m)${last}`,
				`fillmissing timeslice${others.map(key => `, values all in ${key}`).join('')} with -1 for ${title}${last}`,
				`predict ${title} by ${random.pick(['1h', '30m'])}${random.pick(['', ' forecast=2'])}`,
			]);
		}

		return keys.length === 0
			? `limit 1`
			: `fillmissing values all in ${keys[0]}, values("x", 7) in ${keys.at(-1)}${random.pick(['', ` with 1 for ${title}`])}${last}`;
	}
}
