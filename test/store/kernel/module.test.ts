import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import {
	compileKernel,
	kernelFile,
	kernelModule,
	kernelSourcesHash,
} from '../../../store/kernel/module.ts';

const dir = mkdtempSync(join(tmpdir(), 'kernel-'));
afterAll(() => rmSync(dir, { recursive: true }));
const built = readFileSync(join('dist', kernelFile));

function compiled(bytes: Uint8Array, hash = kernelSourcesHash()): boolean {
	const file = join(dir, kernelFile);
	writeFileSync(file, bytes);
	return compileKernel(pathToFileURL(file), () => hash) !== undefined;
}

test('the kernel is compiled once, from what was built of these sources', () => {
	expect(compiled(built)).toBe(true);
	expect(kernelModule()).toBeDefined();
	expect(kernelModule()).toBe(kernelModule());
});

test.each([
	{ name: 'cut', bytes: built.subarray(0, 2_000) },
	{ name: 'empty', bytes: new Uint8Array(0) },
	{ name: 'of something else', bytes: Buffer.from('\0asm\x01\0\0\0', 'latin1') },
])('a file that is no kernel is not used: $name', ({ bytes }) => {
	expect(compiled(bytes)).toBe(false);
});

test('a file in which one bit is wrong is not used, wherever that is', () => {
	const taken = Array.from(built.keys()).filter(at => {
		const damaged = Buffer.from(built);
		damaged.writeUInt8(built.readUInt8(at) ^ (1 << (at % 8)), at);
		return compiled(damaged);
	});
	expect(taken).toEqual([]);
});

test('a kernel that was built of other sources is not used, and none is missed', () => {
	expect(compiled(built, kernelSourcesHash().replace(/./, 'x'))).toBe(false);
	expect(compileKernel(pathToFileURL(join(dir, 'missing.wasm')))).toBeUndefined();
});

test('the bundle has the hash of the kernel beside it', () => {
	const chunks = readdirSync('dist').filter(name => name.endsWith('.js'));
	const texts = chunks.map(name => readFileSync(join('dist', name), 'utf8'));
	expect(texts.filter(text => text.includes(kernelSourcesHash()))).not.toEqual([]);
});
