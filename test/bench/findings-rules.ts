import { readOwnRules } from '../../source/app/rules.ts';
import { readRuleFile } from '../../source/findings/read-rule-file.ts';
import { RuleSet, type LoadedRules } from '../../source/findings/rule-set.ts';

/** Public rules about CloudTrail are some 850, nearly all of one or some names of events and a condition. */
const foreignCount = 852;

/** Ours, or ours with as many again as are public. */
export async function rulesOf(which: 'own' | 'all'): Promise<LoadedRules> {
	const own = await readOwnRules();
	return which === 'own' ? new RuleSet(own).loaded() : withForeign(own);
}

function withForeign(own: LoadedRules['rules']): LoadedRules {
	const set = new RuleSet(own);
	for (let index = 0; index < foreignCount; index++) {
		const names = [
			`Made${index}`,
			['RunInstances', 'GetObject', 'AssumeRole', 'CreateUser'][index % 4],
		];
		const text = `
id: made-${index}
title: Made ${index}
level: low
logsource: { product: aws, service: cloudtrail }
detection:
  selection:
    eventSource|endswith: amazonaws.com
    eventName: [${names.join(', ')}]
    requestParameters.name${index}|contains: 'secret${index}'
  filter:
    errorCode|exists: true
  condition: selection and not filter
`;
		set.add(readRuleFile(text, `${index}.yaml`), `${index}.yaml`);
	}

	const loaded = set.loaded();
	if (loaded.faults.length > 0) {
		throw new Error(loaded.faults.join('\n'));
	}

	return loaded;
}
