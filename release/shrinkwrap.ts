import { rm, writeFile } from 'node:fs/promises';
import { readLock } from './lock.ts';
import type { Lock, LockedPackage } from './lock.ts';

/**
 * The pins that travel with the package. npm takes them from `npm-shrinkwrap.json` and from nothing
 * else, and prefers that file to `package-lock.json` where both are. So it is there only while the
 * package is packed (`prepack`, `postpack`), and holds nothing of development: npm would install
 * that for every user.
 */
export const shrinkwrapFile = 'npm-shrinkwrap.json';

/** What of a lock file a user of the package needs. */
export function shrinkwrapOf(lock: Lock): Lock {
	const { devDependencies: _, ...root } = lock.packages[''] ?? {};
	const kept = new Set<string>();
	const waiting: [path: string, found: LockedPackage][] = [['', root]];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		const [from, found] = next;
		for (const { name, isOptional } of needsOf(found)) {
			const path = resolved(lock, from, name);
			const target = path === undefined ? undefined : lock.packages[path];
			if (path === undefined || target === undefined) {
				if (isOptional) {
					continue;
				}

				throw new Error(`${from} needs ${name}, which package-lock.json does not have`);
			}

			if (!kept.has(path)) {
				kept.add(path);
				waiting.push([path, target]);
			}
		}
	}

	const packages = Object.entries(lock.packages).filter(([path]) => kept.has(path));
	return { ...lock, packages: { '': root, ...Object.fromEntries(packages) } };
}

function needsOf(found: LockedPackage) {
	const peers = Object.keys(found.peerDependencies ?? {}).filter(
		name => found.peerDependenciesMeta?.[name]?.optional !== true,
	);
	return [
		...[...Object.keys(found.dependencies ?? {}), ...peers].map(name => ({
			name,
			isOptional: false,
		})),
		...Object.keys(found.optionalDependencies ?? {}).map(name => ({ name, isOptional: true })),
	];
}

/** Where Node finds a package: in the nearest `node_modules` above. */
function resolved(lock: Lock, from: string, name: string): string | undefined {
	const last = 'node_modules/';
	for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf(last) - 1))) {
		const path = `${base === '' ? '' : `${base}/`}${last}${name}`;
		if (lock.packages[path] !== undefined || base === '') {
			return lock.packages[path] === undefined ? undefined : path;
		}
	}
}

const [, script = '', verb] = process.argv;
if (script.endsWith('release/shrinkwrap.ts')) {
	if (verb === 'remove') {
		await rm(shrinkwrapFile, { force: true });
	} else {
		const pins = shrinkwrapOf(await readLock());
		await writeFile(shrinkwrapFile, `${JSON.stringify(pins, null, 2)}\n`);
	}
}
