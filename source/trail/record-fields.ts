const identity: readonly string[] = [
	...['type', 'userName', 'principalId', 'arn', 'accountId', 'accessKeyId', 'invokedBy'],
	...['userId', 'identityProvider', 'credentialId', 'identityStoreArn'],
	...['inScopeOf.sourceArn', 'inScopeOf.sourceAccount', 'inScopeOf.issuerType'],
	...['inScopeOf.credentialsIssuedTo', 'onBehalfOf.userId', 'onBehalfOf.identityStoreArn'],
	'invokedByDelegate.accountId',
	...['type', 'principalId', 'arn', 'accountId', 'userName'].map(
		name => `sessionContext.sessionIssuer.${name}`,
	),
	...['attributes.creationDate', 'attributes.mfaAuthenticated', 'sourceIdentity'].map(
		name => `sessionContext.${name}`,
	),
	...['ec2RoleDelivery', 'assumedRoot', 'sessionCredentialFromConsole'].map(
		name => `sessionContext.${name}`,
	),
	...['federatedProvider', 'attributes'].map(name => `sessionContext.webIdFederationData.${name}`),
].map(name => `userIdentity.${name}`);

/**
 * What CloudTrail documents of its records: paths that a record may have and may lack. Names in a query that are
 * among them are no spelling mistakes, whatever the records hold.
 */
export const recordFields: {
	readonly names: readonly string[];
	readonly texts: readonly string[];
	readonly openObjects: readonly string[];
} = {
	names: [
		// An error code may be a number of HTTP.
		...['errorCode', 'errorMessage'],
		...['eventVersion', 'readOnly', 'managementEvent', 'recipientAccountId', 'apiVersion'],
		...['resources.ARN', 'resources.accountId', 'resources.type', 'resources.ARNPrefix'],
		...['sharedEventID', 'sessionCredentialFromConsole', 'requestID', 'eventID', 'eventTime'],
		...['vpcEndpointId', 'vpcEndpointAccountId', 'annotation', 'sourceIPAddress'],
		...['tlsDetails.tlsVersion', 'tlsDetails.cipherSuite', 'tlsDetails.clientProvidedHostHeader'],
		'tlsDetails.keyExchange',
		...['addendum.reason', 'addendum.updatedFields', 'addendum.originalRequestID'],
		...['addendum.originalEventID', 'edgeDeviceDetails'],
		...['insightDetails.state', 'insightDetails.eventSource', 'insightDetails.eventName'],
		...['insightDetails.insightType', 'insightDetails.errorCode'],
		...['insightDetails.insightContext.statistics.baseline.average'],
		...['insightDetails.insightContext.statistics.insight.average'],
		...['insightDetails.insightContext.statistics.insightDuration'],
		...['insightDetails.insightContext.statistics.baselineDuration'],
		...['eventContext.tagContext', 'eventContext.requestContext'],
		// The event history and other readers of the trail restate a record with these.
		...['awsAccountId', 'digestStartTime', 'digestEndTime'],
		...['_objectAccount', '_objectKind', '_restated'],
		...identity,
	],
	texts: [...['eventName', 'eventSource', 'eventType', 'eventCategory', 'awsRegion', 'userAgent']],
	openObjects: [
		...['requestParameters', 'responseElements', 'additionalEventData', 'serviceEventDetails'],
		...['edgeDeviceDetails', 'eventContext', 'insightDetails.insightContext', 'resources'],
		...['userIdentity.sessionContext.webIdFederationData', 'userIdentity.attributes'],
	],
};
