import { rename, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';
import { kernelSourcesHash, sourcesSection } from './store/kernel/module.ts';

const entryFile = 'store/kernel/assembly/kernel.ts';

/** A custom section of a WebAssembly module; its name and contents are shorter than 64 bytes. */
function customSection(name: string, text: string): Uint8Array {
	const body = Buffer.concat([Buffer.of(name.length), Buffer.from(name), Buffer.from(text)]);
	return Buffer.concat([Buffer.of(0, body.length), body]);
}

/**
 * Compiles the kernel, and notes in it which sources it was made from.
 *
 * The file is put in place as a whole, so that a program that starts meanwhile reads the old one or
 * the new one.
 */
export async function buildKernel(file: string): Promise<void> {
	let binary: Uint8Array | undefined;
	const options = [
		...[entryFile, '--outFile', 'kernel.wasm', '--runtime', 'stub', '--importMemory'],
		...['--enable', 'simd', '--disable', 'mutable-globals', '-O3', '--converge', '--noAssert'],
	];
	const { error, stderr } = await asc.main(options, {
		writeFile: (_name: string, contents: string | Uint8Array) => {
			binary = Buffer.from(contents);
		},
	});
	if (error !== null || binary === undefined) {
		throw new Error(`${entryFile} does not compile:\n${stderr.toString()}`, { cause: error });
	}

	const hash = kernelSourcesHash();
	await writeFile(`${file}.new`, Buffer.concat([binary, customSection(sourcesSection, hash)]));
	await rename(`${file}.new`, file);
}
