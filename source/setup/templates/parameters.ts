import type { TemplateInputs } from './inputs.ts';

/** Values for the parameters of the templates; undefined keeps the default of the file. */
export type Parameters = Readonly<Record<string, string | boolean | undefined>>;

/** The inputs under the names of the variables of `read-role.tf`. */
export function parametersOf(inputs: TemplateInputs): Parameters {
	const { queue } = inputs;
	const notify = queue?.kind === 'create' ? queue.notify : undefined;
	return {
		principal_arn: inputs.principalArn,
		external_id: inputs.externalId,
		bucket_name: inputs.bucket,
		prefix: inputs.prefix,
		bucket_region: inputs.region,
		kms_key_arn: inputs.kmsKeyArn,
		organization_id: inputs.orgId,
		digest_keys: inputs.integrity,
		read_queue: queue?.kind === 'existing' ? queue.arn : (queue?.kind ?? 'none'),
		notify: notify?.kind,
		topic_arn: notify?.kind === 'sns' ? notify.topicArn : undefined,
		role_name: inputs.roleName,
	};
}
