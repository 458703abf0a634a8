export const arnForm = /^arn:[\w-]+:(iam|sts)::(\d{12}):(?:(root)$|([\w-]+)\/(.+)$)/s;
export const keyForm = /^A(?:KIA|SIA)[A-Z0-9]{4,}$/;
export const v4Form = /^\d{1,3}(?:\.\d{1,3}){3}$/;
export const v6Form = /^[\da-f:]*:[\da-f:]*:[\da-f:.]*$/i;

const callers = new Set(['user', 'role', 'assumed-role', 'federated-user']);

/** What a text is when its form alone shows that it names a principal; undefined when it does not. */
export function principalForm(text: string): 'ARN' | 'access key' | 'address' | undefined {
	if (keyForm.test(text)) {
		return 'access key';
	}

	const arn = arnForm.exec(text);
	if (arn !== null) {
		// A policy or a device has an ARN of the same form, and calls nothing.
		return arn[3] !== undefined || callers.has(arn[4] ?? '') ? 'ARN' : undefined;
	}

	return v4Form.test(text) || (v6Form.test(text) && /[\da-f]/i.test(text)) ? 'address' : undefined;
}
