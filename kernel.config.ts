import { rename, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';
import { kernelSection, kernelSourcesHash } from './store/kernel/module.ts';

const entryFile = 'store/kernel/assembly/kernel.ts';

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

	const section = kernelSection(binary, kernelSourcesHash());
	await writeFile(`${file}.new`, Buffer.concat([binary, section]));
	await rename(`${file}.new`, file);
}
