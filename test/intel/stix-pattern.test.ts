import { expect, test } from 'vitest';
import { readPattern } from '../../source/intel/format/stix-pattern.ts';

test.each([
	{ pattern: "[ipv4-addr:value = '192.0.2.1']", values: ['192.0.2.1'] },
	{
		pattern: " [ ipv4-addr:value='192.0.2.1' OR ipv6-addr:value = '2001:db8::1' ] ",
		values: ['192.0.2.1', '2001:db8::1'],
	},
	{
		pattern: "[ipv4-addr:value = '192.0.2.1'] OR [domain-name:value = 'bad.example']",
		values: ['192.0.2.1', 'bad.example'],
	},
	{ pattern: "[ipv4-addr:value ISSUBSET '192.0.2.0/24']", values: ['192.0.2.0/24'] },
	{
		pattern: "[ipv4-addr:value IN ('192.0.2.1', '192.0.2.2')]",
		values: ['192.0.2.1', '192.0.2.2'],
	},
	{ pattern: '[autonomous-system:number = 64500]', values: ['AS64500'] },
	{
		pattern: "[(ipv4-addr:value = '192.0.2.1' OR ipv4-addr:value = '192.0.2.2')]",
		values: ['192.0.2.1', '192.0.2.2'],
	},
	{ pattern: "[user-account:user_id = 'o\\'hara']", values: ["o'hara"] },
	{ pattern: "[file:hashes.'SHA-256' = 'aa']", values: ['aa'] },
])('$pattern', ({ pattern, values }) => {
	expect(readPattern(pattern)?.map(one => one.value)).toEqual(values);
});

test.each([
	"[ipv4-addr:value = '192.0.2.1' AND ipv4-addr:value = '192.0.2.2']",
	"[ipv4-addr:value != '192.0.2.1']",
	"[NOT ipv4-addr:value = '192.0.2.1']",
	"[ipv4-addr:value NOT = '192.0.2.1']",
	"[ipv4-addr:value = '192.0.2.1'] FOLLOWEDBY [ipv4-addr:value = '192.0.2.2']",
	"[ipv4-addr:value = '192.0.2.1'] REPEATS 5 TIMES",
	"[ipv4-addr:value LIKE '192.0.2.%']",
	"[domain-name:value ISSUBSET 'bad.example']",
	"[process:name = 'x']",
	"[ipv4-addr:value IN ('192.0.2.1'",
	"[ipv4-addr:value = '192.0.2.1",
	'[ipv4-addr:value]',
	'',
])('%s is more than a list of values', pattern => {
	expect(readPattern(pattern)).toBeUndefined();
});
