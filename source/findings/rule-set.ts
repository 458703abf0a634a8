import { sanitise } from '../text/sanitise.ts';
import { withMaskedUrls } from '../text/url.ts';
import { nearest } from '../query/syntax/nearest.ts';
import type { RuleExtension } from './read-extension.ts';
import type { RuleFileText } from './read-rule-file.ts';
import { formatRuleFault } from './rule-fault.ts';
import type { Rule } from './rule.ts';
import { correlated, type Correlation } from './sigma/correlation.ts';
import { Refusal } from './sigma/refusal.ts';

/** Rules by id, and what was wrong in files. */
export interface LoadedRules {
	readonly rules: readonly Rule[];
	/** `file:line: …`, one a fault, for a terminal. */
	readonly faults: readonly string[];
	/** Rules that could not be read. */
	readonly refusedCount: number;
}

/** Rules of all files together. */
export const rulesMax = 10_000;

/** Gathers the rules of files. A rule takes the place of an earlier one of its id. */
export class RuleSet {
	readonly #byId: Map<string, Rule>;
	/** Name → id; no more than there are rules. */
	readonly #idOfName = new Map<string, string>();
	/** At most `rulesMax`. */
	readonly #correlations = new Map<string, Correlation>();
	/** At most `rulesMax`. */
	readonly #extensions: RuleExtension[] = [];
	readonly #faults: string[] = [];
	#refusedCount = 0;

	constructor(shipped: readonly Rule[]) {
		this.#byId = new Map(shipped.map(rule => [rule.id, rule]));
	}

	add({ rules, correlations, extensions, faults, refusedCount }: RuleFileText, file: string): void {
		this.#refusedCount += refusedCount;
		this.#faults.push(...faults.map(fault => sanitise(formatRuleFault(fault))));
		for (const { rule, name } of rules) {
			if (this.#hasRoom(rule.id, file)) {
				this.#byId.set(rule.id, withoutKeys(rule));
				this.#idOfName.set(name ?? rule.id, rule.id);
			}
		}

		for (const correlation of correlations) {
			const { id } = correlation.about;
			if (this.#hasRoom(id, file)) {
				this.#correlations.set(id, { ...correlation, about: withoutKeys(correlation.about) });
			}
		}

		for (const extension of extensions) {
			if (this.#extensions.length < rulesMax) {
				this.#extensions.push(extension);
			} else {
				const message = `${rulesMax} files or parts of files that extend a rule are read at most; this is left out`;
				this.#refuse(extension, message, 'write their exceptions into one list');
			}
		}
	}

	/** The rules in the order of their ids, correlations among them. */
	loaded(): LoadedRules {
		const rules = new Map(this.#byId);
		const silent = new Set<string>();
		for (const [id, correlation] of this.#correlations) {
			const rule = this.#correlated(correlation);
			if (rule !== undefined) {
				rules.set(id, rule);
				if (!correlation.generate) {
					correlation.rules.forEach(name => silent.add(this.#idOfName.get(name) ?? name));
				}
			}
		}

		// What only a correlation looks at finds nothing by itself, unless a correlation asks for that.
		for (const { generate, rules: names } of this.#correlations.values()) {
			if (generate) {
				names.forEach(name => silent.delete(this.#idOfName.get(name) ?? name));
			}
		}

		this.#extend(rules, silent);
		return {
			rules: [...rules.values()]
				.filter(({ id }) => !silent.has(id))
				.sort((a, b) => (a.id < b.id ? -1 : 1)),
			faults: this.#faults,
			refusedCount: this.#refusedCount,
		};
	}

	/** Adds the exceptions of other files to the rules that they name. */
	#extend(rules: Map<string, Rule>, silent: ReadonlySet<string>): void {
		for (const extension of this.#extensions) {
			const { of, unless, file } = extension;
			const rule = rules.get(of);
			if (rule === undefined) {
				const near = nearest(of, [...rules.keys()]);
				const next =
					near === undefined ? '`trailtop detect list` lists them' : `did you mean "${near}"?`;
				this.#refuse(extension, `there is no rule "${of}" that this could extend`, next);
			} else if (silent.has(of)) {
				const message = `only correlations look at the rule "${of}", and they have exceptions of their own`;
				this.#refuse(extension, message, 'extend the correlation');
			} else {
				rules.set(of, {
					...rule,
					unless: [...rule.unless, ...unless],
					added: [...(rule.added ?? []), { file, unless }],
				});
			}
		}
	}

	#refuse({ file, line }: RuleExtension, message: string, next: string): void {
		this.#refusedCount++;
		this.#faults.push(sanitise(formatRuleFault({ file, line, path: 'extends', message, next })));
	}

	#correlated(correlation: Correlation): Rule | undefined {
		try {
			return correlated(correlation, name => this.#byId.get(this.#idOfName.get(name) ?? name));
		} catch (error) {
			if (!(error instanceof Refusal)) {
				throw error;
			}

			const { file } = correlation.about;
			const next = error.next === '' ? '' : `; ${error.next}`;
			this.#faults.push(
				sanitise(`${file}:1: correlation ${correlation.about.id}: ${error.message}${next}`),
			);
			this.#refusedCount++;
			return undefined;
		}
	}

	#hasRoom(id: string, file: string): boolean {
		const count = this.#byId.size + this.#correlations.size;
		if (count < rulesMax || this.#byId.has(id) || this.#correlations.has(id)) {
			return true;
		}

		this.#refusedCount++;
		this.#faults.push(sanitise(`${file}:1: ${rulesMax} rules are read at most; ${id} is left out`));
		return false;
	}
}

/** A rule whose texts name no credentials of a URL: they go along with each finding. */
function withoutKeys<About extends Pick<Rule, 'title' | 'description' | 'why' | 'references'>>(
	about: About,
): About {
	const { title, description, why, references } = about;
	return {
		...about,
		title: withMaskedUrls(title),
		description: withMaskedUrls(description),
		why: withMaskedUrls(why),
		references: references.map(withMaskedUrls),
	};
}
