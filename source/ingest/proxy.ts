import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

export interface Agents {
	readonly httpAgent: HttpAgent;
	readonly httpsAgent: HttpsAgent;
}

interface AgentOptions {
	readonly keepAlive: boolean;
	readonly maxSockets: number;
}

/**
 * HTTP agents for a host, through the proxy that HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY
 * name for it, in upper or lower case. The SDK itself does not read these variables.
 */
export function agentsFor(url: string, options: AgentOptions): Agents {
	const proxy = getProxyForUrl(url);
	if (proxy === '') {
		return { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) };
	}

	const agent = new HttpsProxyAgent(proxy, options);
	return { httpAgent: agent, httpsAgent: agent as unknown as HttpsAgent };
}
