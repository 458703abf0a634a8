import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Set by the build: `kernelSourcesHash` of what it compiled. */
declare const builtKernel: string | undefined;

/** The name of the file that the build writes beside the program. */
export const kernelFile = 'kernel.wasm';
/** The name of the last section of the module: see `kernelSection`. */
const sectionName = 'made-from';

/** Sources of the kernel outside of its folder, from this file. */
const sharedSources = ['../column/pooling.ts', '../shred/limits.ts', '../shred/outcomes.ts'];

/** The hash of everything that the kernel is compiled from; 32 digits. */
export function kernelSourcesHash(): string {
	const hash = createHash('sha256');
	const folder = new URL('./assembly/', import.meta.url);
	const own = readdirSync(folder).sort();
	for (const url of [
		...own.map(name => new URL(name, folder)),
		...sharedSources.map(name => new URL(name, import.meta.url)),
	]) {
		hash.update(readFileSync(url)).update('\0');
	}

	return hash.digest('hex').slice(0, 32);
}

/**
 * The custom section behind the other sections of a module, with a hash of them and of what they were
 * made from. Name and contents are shorter than 64 bytes.
 *
 * @param code - the module without this section
 * @param sources - `kernelSourcesHash` of what it was compiled from
 */
export function kernelSection(code: Uint8Array, sources: string): Buffer {
	const hash = createHash('sha256').update(sources).update(code).digest('hex').slice(0, 32);
	const body = Buffer.concat([Buffer.of(sectionName.length), Buffer.from(sectionName + hash)]);
	return Buffer.concat([Buffer.of(0, body.length), body]);
}

let ownModule: { readonly module: WebAssembly.Module | undefined } | undefined;

/** The module of this program, compiled once; see `compileKernel`. */
export function kernelModule(): WebAssembly.Module | undefined {
	ownModule ??= { module: compileKernel() };
	return ownModule.module;
}

/**
 * The kernel's module, compiled; undefined when the file is missing, damaged or made from other
 * sources than this program, or when this WebAssembly engine refuses it. The last happens without
 * SIMD; the others when the folder of the program is built anew while it runs.
 *
 * @param file - defaults to where the build puts it
 * @param hash - of the sources that this program agrees with
 */
export function compileKernel(
	file: URL = ownFile(),
	hash = () => (typeof builtKernel === 'undefined' ? kernelSourcesHash() : builtKernel),
): WebAssembly.Module | undefined {
	try {
		const bytes = readFileSync(fileURLToPath(file));
		const code = bytes.subarray(0, -kernelSection(new Uint8Array(0), '').length);
		const isOurs = kernelSection(code, hash()).equals(bytes.subarray(code.length));
		return isOurs ? new WebAssembly.Module(bytes) : undefined;
	} catch {
		return undefined;
	}
}

/** Beside the bundle; from the sources, where the build of the same tree puts it. */
function ownFile(): URL {
	return typeof builtKernel === 'undefined'
		? new URL(`../../dist/${kernelFile}`, import.meta.url)
		: new URL(kernelFile, import.meta.url);
}
