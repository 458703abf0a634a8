/** Regions of each partition that CloudTrail is in; those that are not enabled fail at once. */
const regionsOf: Readonly<Record<'aws' | 'cn' | 'us-gov', string>> = {
	aws: `
		us-east-1 us-east-2 us-west-1 us-west-2 af-south-1 ap-east-1 ap-east-2 ap-northeast-1
		ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2
		ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1
		ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2
		eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1
	`,
	cn: 'cn-north-1 cn-northwest-1',
	'us-gov': 'us-gov-east-1 us-gov-west-1',
};

/** The regions of the partition that a region is in, that region among them. */
export function regionsBeside(region: string): readonly string[] {
	const partition = region.startsWith('cn-')
		? 'cn'
		: region.startsWith('us-gov-')
			? 'us-gov'
			: 'aws';
	return [...new Set([...regionsOf[partition].trim().split(/\s+/), region])];
}

/** What becomes part of a host name has this form. */
const regionForm = /^[a-z]{2,8}(?:-[a-z0-9]{1,12}){1,4}$/;

export function isRegionName(text: string): boolean {
	return regionForm.test(text);
}
