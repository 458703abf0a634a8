import { expect, test } from 'vitest';
import { readJson } from '../../source/panels/json-tree.ts';
import { recordEntries, recordHits, recordLines } from '../../source/panels/record.ts';
import { lineText, lineWidth } from '../../source/panels/span.ts';

const json =
	'{"eventName":"ConsoleLogin","n":1.50e3,"userIdentity":{"type":"Root","arn":null},"list":[1,{"a.b":true}],"empty":{}}';

function text(folded: readonly string[], frame = {}): string {
	return recordLines(recordEntries(json, new Set(folded)), {
		widthCells: 40,
		heightCells: 14,
		cursor: 0,
		scroll: 0,
		search: '',
		...frame,
	})
		.map(line => lineText(line).trimEnd())
		.join('\n');
}

test('a record is drawn with its numbers as delivered', () => {
	expect(text([])).toBe(`▾ {
    "eventName": "ConsoleLogin",
    "n": 1.50e3,
  ▾ "userIdentity": {
      "type": "Root",
      "arn": null
    },
  ▾ "list": [
      1,
    ▾ {
        "a.b": true
      }
    ],
    "empty": {}`);
});

test('what is folded takes one line and says how much it holds', () => {
	expect(text(['userIdentity', 'list'])).toBe(
		`▾ {
    "eventName": "ConsoleLogin",
    "n": 1.50e3,
  ▸ "userIdentity": { … }, 2
  ▸ "list": [ … ], 2
    "empty": {}
  }







`.trimEnd() + '\n'.repeat(7),
	);
});

test('paths are those a query can name', () => {
	const paths = recordEntries(json, new Set()).map(entry => entry.path);
	expect(paths).toContain('userIdentity.type');
	expect(paths).toContain("list[1]['a.b']");
});

test.each([
	["it's", String.raw`['it\'s']`],
	[String.raw`a\"b`, `['a"b']`],
	[String.raw`a\\b`, String.raw`['a\\b']`],
	[String.raw`\u0061.b`, "['a.b']"],
	[String.raw`\q`, String.raw`['\\q']`],
])('the key %s is named %s', (key, path) => {
	expect(recordEntries(`{"${key}":1}`, new Set())[1]?.path).toBe(path);
});

test('a search finds keys and values, whatever their case', () => {
	const entries = recordEntries(json, new Set());
	expect(recordHits(entries, 'ROOT').map(index => entries[index]?.path)).toEqual([
		'userIdentity.type',
	]);
	expect(recordHits(entries, 'eventname')).toHaveLength(1);
	expect(recordHits(entries, '')).toEqual([]);
});

test('the chosen line is shown whole, the others are cut', () => {
	const long = JSON.stringify({ a: 'x'.repeat(100), b: 'y'.repeat(100) });
	const lines = recordLines(recordEntries(long, new Set()), {
		widthCells: 40,
		heightCells: 8,
		cursor: 1,
		scroll: 0,
		search: '',
	});
	expect(lines.map(lineText).join('').match(/x/g)).toHaveLength(100);
	expect(lines.every(line => lineWidth(line) <= 40)).toBe(true);
	expect(lines.some(line => lineText(line).endsWith('…'))).toBe(true);
});

test('nothing in a record reaches the terminal as a command', () => {
	const evil = '{"a":"\u001b]52;c;eA==\u0007 \u202e","\u009b2J":1}';
	const drawn = recordLines(recordEntries(evil, new Set()), {
		widthCells: 60,
		heightCells: 5,
		cursor: 0,
		scroll: 0,
		search: '',
	})
		.map(lineText)
		.join('');
	expect(drawn).not.toMatch(/[\p{Cc}\p{Cf}]/u);
	expect(drawn).toContain('\\x1b]52');
});

test.each(['', '{', '{"a":}', '[1,]', '{"a":1} x', '01', 'not json', '['.repeat(500)])(
	'%j is no JSON, and is shown as it is',
	broken => {
		expect(readJson(broken)).toBeUndefined();
		expect(recordEntries(broken, new Set())).toHaveLength(1);
	},
);

test.each(['1', '"x"', 'null', '[]', '{}', ' {"a":[1,2]} ', '"\\u001b\\""'])('%s is JSON', good => {
	expect(readJson(good)).toBeDefined();
});

test('a record of too many lines is cut, and its last line says so', () => {
	const listOf = (count: number) => JSON.stringify(Array.from({ length: count }, () => 1));
	const whole = recordEntries(listOf(19_998), new Set());
	const cut = recordEntries(listOf(19_999), new Set());
	expect([whole.length, whole.at(-1)?.text]).toEqual([20_000, ']']);
	expect(cut).toHaveLength(20_001);
	expect(cut.at(-1)?.text).toBe('… the record has more lines, which are not shown');
});

test('JSON is read two hundred levels deep; what is deeper is text', () => {
	const nested = (depth: number) => '['.repeat(depth) + '1' + ']'.repeat(depth);
	expect(readJson(nested(200))).toBeDefined();
	expect(readJson(nested(201))).toBeUndefined();
	expect(recordEntries(nested(201), new Set()).map(entry => entry.text)).toEqual([nested(201)]);
});

test('the chosen value takes eight lines at most', () => {
	const entries = recordEntries(JSON.stringify({ long: 'x'.repeat(2_000) }), new Set());
	const frame = { widthCells: 40, heightCells: 30, cursor: 1, scroll: 0, search: '' };
	const lines = recordLines(entries, frame).map(lineText);
	expect(lines.filter(line => line.includes('xxx'))).toHaveLength(8);
});
