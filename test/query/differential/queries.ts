import { CallWriter } from './calls.ts';
import { quoted } from './quoted.ts';
import { eventNames, users } from './records.ts';
import type { Random } from './random.ts';
import { writeSearch } from './searches.ts';
import { TableWriter } from './table-queries.ts';

const eventFields = [
	'eventName',
	'awsRegion',
	'sourceIPAddress',
	'errorCode',
	'n',
	'readOnly',
	'userIdentity.userName',
	'userIdentity.type',
	'userIdentity.id',
	'tags',
	'note',
	'missing',
	'_sourceCategory',
];
const madeNames = ['a', 'b', 'c', 'v'];

/** Writes a query: a search, stages over records, perhaps an aggregate and stages over its table. */
export class QueryWriter {
	readonly #random: Random;
	#fields: string[] = [];
	/** The column of the timeslice, when there is one. */
	#sliced: string | undefined;
	#isWhole = true;

	constructor(random: Random) {
		this.#random = random;
	}

	write(): string {
		this.#fields = [...eventFields];
		this.#sliced = undefined;
		this.#isWhole = true;

		if (this.#random.chance(0.15)) {
			return [writeSearch(this.#random), ...this.#calls(), ...this.#calls()].join('\n| ');
		}

		const stages = [writeSearch(this.#random), ...this.#repeat(4, () => this.#rowStage())];

		if (this.#random.chance(0.25)) {
			stages.push(...this.#repeat(2, () => this.#orderedStage()));
		}

		if (this.#random.chance(0.7)) {
			stages.push(...this.#tablePart());
		} else if (this.#random.chance(0.4)) {
			stages.push(`fields ${this.#random.some(this.#fields, 1, 3).map(quoted).join(', ')}`);
		}

		// Of the rows that `multi` makes of one event, which was there first is not defined.
		const isMulti = stages.some(stage => / multi\b/.test(stage));
		return stages.filter(stage => !(isMulti && stage.startsWith('first_seen'))).join('\n| ');
	}

	#repeat(countMax: number, make: () => string): readonly string[] {
		return Array.from({ length: this.#random.below(countMax + 1) }, make);
	}

	/** Calls of functions, each a column. */
	#calls(): readonly string[] {
		const names = this.#random.some(['a', 'b', 'c', 'v', 'e', 'f'], 3, 6);
		const calls = new CallWriter(this.#random, () => this.#field());
		return names.map(name => `${calls.write()} as ${name}`);
	}

	#rowStage(mayKeep = true): string {
		const random = this.#random;

		switch (random.below(17)) {
			case 0:
			case 1:
				return `where ${this.#condition(0)}`;
			case 2: {
				const name = this.#make();
				return `${this.#expression(0)} as ${name}`;
			}
			case 3:
				return this.#anchor();
			case 4:
				return this.#regex();
			case 5:
			case 6:
				return this.#json();
			case 7:
				return this.#timeslice();
			case 8: {
				const calls = new CallWriter(random, () => this.#field());
				return `${calls.write()} as ${this.#make()}`;
			}
			case 9:
				return `if(${this.#condition(1)}, ${this.#value()}, ${this.#value()}) as ${this.#make()}`;
			case 10:
				if (random.chance(0.2)) {
					return `bin ${this.#field()} width=${random.pick(['7', '0.5, min=-1, max=40'])}`;
				}

				return mayKeep && random.chance(0.4) ? this.#keep() : `fields - ${this.#drop()}`;
			case 11:
				return this.#lookup();
			case 12:
				return `split ${this.#field()} ${random.pick(["delim='.'", "delim='a'", "delim='-'", "delim='et'", '', "quote='a', delim='.'"])} extract 1 as ${this.#make()}, 2 as ${this.#other()}`;
			case 13:
				return this.#auto();
			case 14:
				return this.#withtime();
			case 15:
				return this.#extraction();
			default:
				return `where ${this.#field()} ${random.pick(['matches', 'matches', 'contains'])} "${this.#glob()}"`;
		}
	}

	#lookup(): string {
		const random = this.#random;
		const on = random.pick([this.#field(), 'sourceIPAddress', 'userIdentity.userName']);
		const land = this.#make();
		return random.pick([
			`lookup team as ${land} from path://"teams" on name=${on}`,
			`lookup country_name as ${land} from geo://location on ip=${on}`,
			`lookup name as ${land}, * from path://"teams" on name=${on}`,
			`geoip ${on}, state, country_code`,
			`lookup nope as ${land} from path://"nowhere" on a=${on}`,
			`lookup country_name as ${land} from geo://location on ${on}=ip`,
			`geoip ${on}`,
			`geoip sourceIPAddress`,
			`threatip sourceIPAddress`,
			`threatlookup ${on}`,
			`threatlookup singleIndicator source="cs" sourceIPAddress`,
			`lookup team as ${land} from path://"teams" on name=userIdentity.userName and place=awsRegion`,
			`lookup * from path://"teams" on name=${on}`,
		]);
	}

	/** Forms of extraction that are written less often. */
	#extraction(): string {
		const random = this.#random;
		const nodrop = random.chance(0.5) ? ' nodrop' : '';
		return random.pick([
			() =>
				`parse "\\"eventName\\":\\"*\\"" as ${this.#make()}, "\\"userName\\":\\"*\\"" as ${this.#other()}${nodrop}`,
			() =>
				`parse regex field=${this.#field()} "(?<${this.#make()}>[a-z]+)|(?<v>\\d)" multi${nodrop}`,
			() => `json field=tags "[0].k", "[*]" as ${this.#make()}, ${this.#other()}${nodrop}`,
			() => `json "tags[-1]", "userIdentity['id']" as ${this.#make()}, ${this.#other()}${nodrop}`,
			() => `json "userIdentity.*" as ${this.#make()}${nodrop}`,
			() => `json "n"${nodrop}`,
			() =>
				`parse xml field=${this.#field()} "/a/b[1]/text()", "/a/@k" as ${this.#make()}, ${this.#other()}${nodrop}`,
			() =>
				`json "tags.[0].k", "tags[?(@.k == 'x')].k" as ${this.#make()}, ${this.#other()}${nodrop}`,
			() => `json "tags[0:1]", "tags[0,1]" as ${this.#make()}, ${this.#other()}${nodrop}`,
			() => `json "userIdentity['type','id']" as ${this.#make()}${nodrop}`,
			() => `json "tags[1:]" as ${this.#make()}${nodrop}`,
			() => `json field=note "k" as ${this.#make()}${nodrop}`,
			() =>
				`parse regex field=userIdentity.type "(?<${this.#make()}>Root)|(?<${this.#other()}>IAM)"${nodrop}`,
			() =>
				`parse regex field=eventName "(?<${this.#make()}>[A-Z][a-z]*|$)" multi nodrop\n| parse field=errorCode "*Denied" as ${this.#make()}`,
			() =>
				`parse regex field=errorCode "(?<${this.#make()}>[A-Z]\\w)" multi nodrop\n| parse field=eventName "G*" as ${this.#make()}`,
			() =>
				`csv ${this.#field()} ${random.pick(['', "delim='e' ", "quote='A' ", "escape='.' "])}extract ${this.#make()}, _, 3 as ${this.#other()}`,
			() => `kv "eventName", "userName" as ${this.#make()}, ${this.#other()}${nodrop}`,
			() =>
				`keyvalue field=${this.#field()} infer "n", type as ${this.#make()}, ${this.#other()}${nodrop}`,
			() => `keyvalue regex "\\"(\\w+)\\":\\"([^\\"]*)" keys "id", "awsRegion"${nodrop}`,
			() => `keyvalue regex "(\\d+)" "n" as ${this.#make()}${nodrop}`,
			() =>
				`keyvalue auto field=userIdentity keys "id", "type" as ${this.#make()}, ${this.#other()} refonly`,
			() => 'keyvalue auto delim ":" field=note',
			() => `csv _raw extract ${this.#make()}, 4 as ${this.#other()}`,
			() =>
				`parse regex field=${this.#field()} "(?<${this.#make()}>\\w)?-(?<${this.#other()}>\\d*)"${nodrop}`,
		])();
	}

	#auto(): string {
		this.#fields.push('id', 'userName', 'k', 'a', 'b', 'c', 'tags[0].k');
		return this.#random.pick([
			'json auto field=userIdentity',
			'json auto field=userIdentity maxdepth 1',
			'json auto extractarrays field=tags',
			'json auto',
			'json auto maxdepth 1',
			'json auto maxdepth 2',
			'json auto extractarrays',
			'json auto keys "userIdentity.id", "n" as c, v',
			'json auto keys "n", "tags[0].k" as a, b',
			'json auto keys "userIdentity.id" refonly as c',
		]);
	}

	#orderedStage(): string {
		const random = this.#random;
		const by = () => quoted(random.pick(this.#fields));

		switch (random.below(6)) {
			case 5:
				return random.pick([
					`rare ${1 + random.below(9)} by ${by()}, ${by()}${random.pick(['', ' within 1h', ' within 30d'])}`,
					`rare by ${by()}`,
					'follow',
					`first_seen by ${by()}, ${by()}${random.pick(['', ' within 2h'])}`,
					'dedup',
					'limit -7',
					'limit 0',
					`transactionize ${by()}, ${by()} maxLogs=${1 + random.below(9)} maxPause=1h`,
					`transactionize ${by()} as g startsWith="Get" endsWith="ada"${random.pick(['', ';strict'])} maxSpan=2h keepOrphans=false`,
					`topk(2, ${by()}, ${by()})`,
					`dedup 3 by ${by()}, ${by()}`,
				]);
			case 0:
				return `sort by ${by()}${random.pick([' asc', ' desc', ''])}, +${by()}`;
			case 1:
				return `limit ${1 + random.below(30)}`;
			case 2:
				return `dedup ${random.pick(['', '2 '])}by ${by()}`;
			case 3:
				return `topk(${1 + random.below(3)}, ${by()}) by ${by()}`;
			default:
				return `dedup consecutive by ${by()}`;
		}
	}

	#tablePart(): readonly string[] {
		const isSliced = this.#sliced === undefined && this.#random.chance(0.4);
		const slices = isSliced ? [this.#timeslice()] : [];
		const isTimed = this.#random.chance(0.1);
		const times = isTimed ? [this.#withtime()] : [];
		const table = new TableWriter(this.#random, {
			fields: this.#fields,
			sliced: this.#sliced,
			isWhole: this.#isWhole,
			rowStage: () => this.#rowStage(false),
		});
		return [...slices, ...times, ...table.write()];
	}

	#withtime(): string {
		const field = this.#pickField();
		this.#fields.push(`${field}_withtime`);
		return `withtime ${quoted(field)}`;
	}

	#timeslice(): string {
		const as = this.#random.pick(['', '', ' as slot']);
		const width = this.#random.pick([
			...['10m', '15m', '15m', '30m', '30m', '1h', '1h', '2h', '4h', '1d', '1w'],
			...['4 buckets', '9 buckets', '', ''],
		]);
		this.#sliced = as === '' ? '_timeslice' : 'slot';
		return `timeslice ${width}${as}`;
	}

	#anchor(): string {
		const random = this.#random;
		const nodrop = random.chance(0.5) ? ' nodrop' : '';
		return (
			random.pick([
				() => `parse "\\"eventName\\":\\"*\\"" as ${this.#make()}`,
				() => `parse "\\"userName\\":\\"*\\"" as ${this.#make()}`,
				() => `parse "\\"n\\":*," as ${this.#make()}`,
				() => `parse "\\"awsregion\\":\\"*-*\\"" as ${this.#make()}, ${this.#other()}`,
				() => `parse field=sourceIPAddress "*.*" as ${this.#make()}, ${this.#other()}`,
				() =>
					`parse field=${quoted(this.#pickField())} "${random.pick(['G*', '*o*', 'ada*', '*'])}" as ${this.#make()}`.replace(
						'"*o*" as',
						'"*o" as',
					),
			])() + nodrop
		);
	}

	#regex(): string {
		const random = this.#random;
		const nodrop = random.chance(0.5) ? ' nodrop' : '';
		return random.pick([
			() => `parse regex "\\"eventName\\":\\"(?<${this.#make()}>[A-Z][a-z]+)"${nodrop}`,
			() =>
				`parse regex field=eventName "^(?<${this.#make()}>[A-Z][a-z]+?)(?<${this.#other()}>[A-Z]\\w*)$"${nodrop}`,
			() => `parse regex field=sourceIPAddress "(?<${this.#make()}>\\d+)" multi${nodrop}`,
			() => `parse regex "(?i)(?<${this.#make()}>ADA|bob)"${nodrop}`,
			() =>
				`parse regex field=${this.#field()} "(?<=[a-z.])(?<${this.#make()}>[A-Z0-9]+)(?!\\.)" multi${nodrop}`,
		])();
	}

	#json(): string {
		const random = this.#random;
		const nodrop = random.chance(0.6) ? ' nodrop' : '';
		const path = () =>
			random.pick([
				'eventName',
				'userIdentity.userName',
				'userIdentity',
				'n',
				'tags[0]',
				'tags[*].k',
				'errorCode',
				'note',
				'$..k',
			]);
		return random.pick([
			() => `json "${path()}" as ${this.#make()}${nodrop}`,
			() => `json "${path()}", "${path()}" as ${this.#make()}, ${this.#other()}${nodrop}`,
			() => `json field=userIdentity "id" as ${this.#make()}${nodrop}`,
		])();
	}

	#condition(depth: number): string {
		const random = this.#random;

		if (depth < 2 && random.chance(0.3)) {
			const joint = random.pick([' and ', ' or ']);
			return `(${this.#condition(depth + 1)}${joint}${this.#condition(depth + 1)})`;
		}

		return random.pick([
			() => `${this.#field()} ${random.pick(['=', '!=', '<', '>', '<=', '>='])} ${this.#value()}`,
			() => `${this.#field()} ${random.pick(['=', '!='])} ${this.#field()}`,
			() =>
				`${this.#field()} ${random.pick(['in', 'not in'])} (${this.#value()}, ${this.#value()})`,
			() => `${random.pick(['isNull', 'isEmpty', 'isBlank', '!isNull'])}(${this.#field()})`,
			() => `!(${this.#field()} matches "${this.#glob()}")`,
			() =>
				`${this.#field()} matches /${random.pick(['^G', '[aeiou]{2}', '\\d+', 'e.*t', '(?i)ADA'])}/`,
			() => `isPublicIP(${this.#field()})`,
			() =>
				`${new CallWriter(random, () => this.#field()).write()} ${random.pick(['=', '!=', '<'])} ${this.#value()}`,
			() => `${this.#field()} matches concat("*", ${this.#field()})`,
			() => `not ${this.#field()} ${random.pick(['<=', '>='])} ${this.#field()}`,
			() => `${this.#expression(1)} > ${random.below(5)}`,
			() => this.#field(),
		])();
	}

	#expression(depth: number): string {
		const random = this.#random;

		if (depth < 2 && random.chance(0.3)) {
			return `(${this.#expression(depth + 1)} ${random.pick(['+', '-', '*', '/', '%'])} ${this.#expression(depth + 1)})`;
		}

		return random.pick([
			() => this.#field(),
			() => this.#field(),
			() => this.#value(),
			() => new CallWriter(random, () => this.#field()).write(),
			() => `concat(${this.#field()}, "-", ${this.#field()})`,
			() => `-${this.#field()}`,
			() => `(${this.#condition(2)} ? ${this.#value()} : ${this.#field()})`,
		])();
	}

	#value(): string {
		return this.#random.pick([
			...eventNames.slice(0, 3).map(text),
			...users.slice(0, 4).map(text),
			...['1', '2', '7', '0', '2.5', '"7"', '"true"', 'true', 'null', '""'],
		]);
	}

	#glob(): string {
		return this.#random.pick(['*', 'Get*', '*User', 'a*', '*a*', '*.*.*', 'ada', '*1*0*', '?da']);
	}

	#pickField(): string {
		return this.#random.pick(this.#fields);
	}

	#field(): string {
		return quoted(this.#pickField());
	}

	#make(names = madeNames): string {
		const name = this.#random.pick(names);
		this.#fields.push(name, name);
		return name;
	}

	/** A name for a second value of the same stage. */
	#other(): string {
		return this.#make(madeNames.filter(name => name !== this.#fields.at(-1)));
	}

	#keep(): string {
		const kept = this.#random.some(this.#fields, 2, 5);
		this.#isWhole = false;
		this.#fields = [...kept, 'missing', '_sourceCategory'];
		return `fields ${kept.map(quoted).join(', ')}`;
	}

	#drop(): string {
		const name = this.#pickField();
		this.#fields = this.#fields.filter(field => field !== name);
		this.#fields.push('missing');
		return quoted(name);
	}
}

function text(value: string): string {
	return `"${value}"`;
}
