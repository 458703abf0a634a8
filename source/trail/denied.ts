const deniedCodes: ReadonlySet<string> = new Set([
	'AuthFailure',
	'Client.AuthFailure',
	'UnauthorizedAccess',
	'InvalidClientTokenId',
	'SignatureDoesNotMatch',
	'ExpiredToken',
	'ExpiredTokenException',
	'UnrecognizedClientException',
	'VpceAccessDenied',
	'OptInRequired',
	'AuthorizationError',
	'NotAuthorized',
]);

/** Whether an error code says that the caller was not let through. The only list of such codes. */
export function isDenied(errorCode: string): boolean {
	return (
		errorCode.startsWith('AccessDenied') ||
		errorCode.endsWith('UnauthorizedOperation') ||
		deniedCodes.has(errorCode)
	);
}
