import { AppError } from '@twin/shared/errors/AppError';
import * as oauth from 'oauth4webapi';
import { Secret } from '../../../lib/crypto/Secret.ts';
import type { BrokerOAuth, Grant, OAuthBegin, Sealable } from '../../../ports/broker.ts';
import type { Clock } from '../../../ports/clock.ts';
import { askVenue } from '../../venue/askVenue.ts';
import { coinbaseError } from './coinbaseErrors.ts';

export interface CoinbaseOAuthOptions {
  /** Holds /auth, /token and /revoke. */
  loginUrl: URL;
  clientId: string;
  clientSecret: Sealable;
  clock: Clock;
}

/** What a journal needs; nothing that creates, sends or updates. */
const SCOPES = [
  'wallet:accounts:read',
  'wallet:transactions:read',
  'wallet:trades:read',
  'wallet:user:read',
  'offline_access',
];
const TIMEOUT_MS = 10_000;

export function isReadScope(scope: string): boolean {
  return scope === 'offline_access' || scope === 'openid' || scope.endsWith(':read');
}

/** OAuth 2 with PKCE (S256) and single-use refresh tokens. */
export class CoinbaseOAuth implements BrokerOAuth {
  private readonly options: CoinbaseOAuthOptions;
  private readonly server: oauth.AuthorizationServer;
  private readonly client: oauth.Client;

  constructor(options: CoinbaseOAuthOptions) {
    this.options = options;
    const at = (name: string) => `${options.loginUrl.href.replace(/\/$/, '')}/${name}`;
    this.server = {
      issuer: options.loginUrl.origin,
      authorization_endpoint: at('auth'),
      token_endpoint: at('token'),
      revocation_endpoint: at('revoke'),
    };
    this.client = { client_id: options.clientId };
  }

  async begin(redirectUri: string): Promise<OAuthBegin> {
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const url = new URL(this.server.authorization_endpoint ?? '');
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: this.options.clientId,
      redirect_uri: redirectUri,
      scope: SCOPES.join(' '),
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString();
    return { url: url.href, state, verifier: new Secret(verifier) };
  }

  async complete(back: {
    query: URLSearchParams;
    state: string;
    verifier: Sealable;
    redirectUri: string;
  }): Promise<Grant> {
    const refused = (cause: unknown) => new AppError('BROKER_SIGN_IN_FAILED', { cause: withoutBody(cause) });
    return this.exchange(refused, async (options) => {
      const parameters = oauth.validateAuthResponse(this.server, this.client, back.query, back.state);
      return oauth.authorizationCodeGrantRequest(
        this.server,
        this.client,
        this.clientAuth(),
        parameters,
        back.redirectUri,
        back.verifier.reveal(),
        options,
      );
    });
  }

  async refresh(grant: Grant): Promise<Grant> {
    const spent = grant.refresh?.reveal();
    if (spent === undefined) throw new AppError('BROKER_SIGN_IN_AGAIN');
    const refused = (cause: unknown) => new AppError('BROKER_SIGN_IN_AGAIN', { cause: withoutBody(cause) });
    const next = await this.exchange(refused, (options) =>
      oauth.refreshTokenGrantRequest(this.server, this.client, this.clientAuth(), spent, options),
    );
    return { ...next, refresh: next.refresh ?? grant.refresh, scope: next.scope || grant.scope };
  }

  /**
   * Ends the access token as Coinbase documents it, then the refresh token as the standard (RFC 7009) does. It
   * answers 200 whether it worked or not, so only a failure says something; the refresh token carries the grant.
   * @throws AppError when the venue did not take it
   */
  async revoke(grant: Grant, signal: AbortSignal): Promise<void> {
    const url = new URL(this.server.revocation_endpoint ?? '');
    const access = grant.access.reveal();
    let answer = await askVenue({
      ...{ url, signal, method: 'POST' },
      headers: { authorization: `Bearer ${access}` },
      body: new URLSearchParams({ token: access }),
    });
    if (grant.refresh) {
      const body = new URLSearchParams({
        token: grant.refresh.reveal(),
        client_id: this.options.clientId,
        client_secret: this.options.clientSecret.reveal(),
      });
      answer = await askVenue({ url, signal, method: 'POST', body });
    }
    if (answer.status >= 400) throw coinbaseError(answer);
  }

  private clientAuth(): oauth.ClientAuth {
    return oauth.ClientSecretPost(this.options.clientSecret.reveal());
  }

  private async exchange(
    refused: (cause: unknown) => AppError,
    ask: (options: RequestOptions) => Promise<Response>,
  ): Promise<Grant> {
    const tokens = await this.tokensOf(refused, ask);
    const { clock } = this.options;
    return {
      method: 'oauth',
      access: new Secret(tokens.access_token),
      refresh: tokens.refresh_token === undefined ? null : new Secret(tokens.refresh_token),
      expiresAt:
        tokens.expires_in === undefined ? null : new Date(clock.now().getTime() + tokens.expires_in * 1000),
      scope: tokens.scope ?? '',
    };
  }

  private async tokensOf(
    refused: (cause: unknown) => AppError,
    ask: (options: RequestOptions) => Promise<Response>,
  ): Promise<oauth.TokenEndpointResponse> {
    const options = {
      signal: () => AbortSignal.timeout(TIMEOUT_MS),
      // Only a server on this machine is spoken to without TLS; the configuration allows no other.
      [oauth.allowInsecureRequests]: this.options.loginUrl.protocol === 'http:',
    };
    try {
      const response = await ask(options);
      if (response.status === 429 || response.status >= 500) throw new AppError('BROKER_UNAVAILABLE');
      return await oauth.processGenericTokenEndpointResponse(this.server, this.client, response);
    } catch (error) {
      if (error instanceof AppError) throw error;
      const isAnswer =
        error instanceof oauth.ResponseBodyError ||
        error instanceof oauth.AuthorizationResponseError ||
        error instanceof oauth.WWWAuthenticateChallengeError ||
        error instanceof oauth.OperationProcessingError;
      throw isAnswer ? refused(error) : new AppError('BROKER_UNAVAILABLE', { cause: error });
    }
  }
}

interface RequestOptions {
  signal: () => AbortSignal;
  [oauth.allowInsecureRequests]: boolean;
}

/** The library keeps the answer, tokens included, as the cause of its errors; a log must not see it. */
function withoutBody(error: unknown): Error {
  return new Error(error instanceof Error ? error.message : 'the answer was refused');
}
