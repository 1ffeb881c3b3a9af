import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { cleanUp } from '../support/cleanUp.ts';

export interface OAuthStub {
  /** Holds /auth, /token and /revoke. */
  loginUrl: URL;
  client: { id: string; secret: string };
  /** What the person allows; null: all that is asked for. */
  granted: string[] | null;
  /** Whether it answers 503, whatever it is asked. */
  isDown: boolean;
  /** Requests to the token endpoint so far. */
  tokenCalls: number;
  /** Scopes of a token that is valid now. */
  scopesOf(token: string): Promise<string[] | null>;
  /** A person who signs in and allows what is asked. @returns the address that their browser is sent back to */
  visit(url: string): Promise<URL>;
}

const SCOPES = [
  'wallet:accounts:read',
  'wallet:transactions:read',
  'wallet:trades:read',
  'wallet:user:read',
  'wallet:buys:create',
  'offline_access',
];
const CLIENT = { id: 'twin', secret: 'a secret of tests' };

/** An OAuth server on this machine: PKCE is required, refresh tokens work once. */
export async function startOAuth(redirectUri: string): Promise<OAuthStub> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const loginUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const provider = makeProvider(loginUrl.origin, redirectUri);
  const callback = provider.callback();
  server.on('request', (request, response) => void handle(request, response));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/token') stub.tokenCalls += 1;
    if (stub.isDown) response.writeHead(503).end();
    else if (request.url?.startsWith('/interaction/')) await allow(request, response);
    else await callback(request, response);
  }

  /** Signs the person in and allows, without a page. */
  async function allow(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { params } = await provider.interactionDetails(request, response);
    const grant = new provider.Grant({ accountId: 'person', clientId: CLIENT.id });
    const asked = String(params['scope'] ?? '').split(' ');
    grant.addOIDCScope((stub.granted ?? asked).join(' '));
    const result = { login: { accountId: 'person' }, consent: { grantId: await grant.save() } };
    await provider.interactionFinished(request, response, result);
  }

  const stub: OAuthStub = {
    loginUrl,
    client: CLIENT,
    granted: null,
    isDown: false,
    tokenCalls: 0,
    scopesOf: async (token) => (await provider.AccessToken.find(token))?.scope?.split(' ') ?? null,
    visit: (url) => follow(url, redirectUri),
  };
  cleanUp(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return stub;
}

function makeProvider(issuer: string, redirectUri: string): Provider {
  return new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    scopes: SCOPES,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    findAccount: async (_context, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    routes: { authorization: '/auth', token: '/token', revocation: '/revoke' },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    ttl: { Interaction: 600, Grant: 86_400, Session: 600, AccessToken: 3_600, RefreshToken: 86_400 },
    cookies: { keys: [randomBytes(16).toString('hex')] },
  });
}

/** A browser that keeps cookies and goes where it is sent, until it is sent back to us. */
async function follow(start: string, redirectUri: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let at = new URL(start);
  for (let step = 0; step < 10; step += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`stopped at ${at.pathname}: ${await response.text()}`);
    at = new URL(location, at);
    if (at.href.startsWith(redirectUri)) return at;
  }
  throw new Error('the sign-in goes round in circles');
}
