import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { hasCredentials } from '../text/url.ts';
import { SourceError } from './source.ts';

export interface Agents {
	readonly httpAgent: HttpAgent;
	readonly httpsAgent: HttpsAgent;
}

interface AgentOptions {
	readonly keepAlive: boolean;
	readonly maxSockets: number;
}

const proxyAuthVariable = 'TRAILTOP_PROXY_AUTH';

/**
 * HTTP agents for a host, through the proxy that HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY
 * name for it, in upper or lower case. The SDK itself does not read these variables. What the proxy
 * wants to be told stands in TRAILTOP_PROXY_AUTH, as the value of the header Proxy-Authorization.
 *
 * @throws SourceError when the proxy's URL holds a user or password
 */
export function agentsFor(url: string, options: AgentOptions): Agents {
	const proxy = getProxyForUrl(url);
	if (proxy === '') {
		return { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) };
	}

	if (hasCredentials(proxy)) {
		throw new SourceError(
			'credentials',
			`the proxy for ${new URL(url).host} is named with a user or password in its URL`,
			`take them out of HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, and set ${proxyAuthVariable} to the header: 'Basic ' and the base64 of user:password`,
		);
	}

	const auth = process.env[proxyAuthVariable] ?? '';
	const headers = auth === '' ? {} : { 'Proxy-Authorization': auth };
	const agent = new HttpsProxyAgent(proxy, { ...options, headers });
	return { httpAgent: agent, httpsAgent: agent as unknown as HttpsAgent };
}
