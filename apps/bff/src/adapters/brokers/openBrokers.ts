import type { Config } from '../../config/env.ts';
import { Secret } from '../../lib/crypto/Secret.ts';
import type { Broker } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import { CoinbaseBroker } from './coinbase/CoinbaseBroker.ts';
import { CoinbaseOAuth } from './coinbase/CoinbaseOAuth.ts';

/** The venues that this server's configuration offers. */
export function openBrokers({ coinbase }: Pick<Config, 'coinbase'>, clock: Clock): Broker[] {
  const { apiUrl, loginUrl, client } = coinbase;
  const oauth =
    client &&
    new CoinbaseOAuth({ loginUrl, clientId: client.id, clientSecret: new Secret(client.secret), clock });
  return [new CoinbaseBroker({ apiUrl, clock, oauth })];
}
