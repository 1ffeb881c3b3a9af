import type { VenueConfig } from '../../config/venues.ts';
import { Secret } from '../../lib/crypto/Secret.ts';
import type { Broker } from '../../ports/broker.ts';
import type { Cache } from '../../ports/cache.ts';
import type { Clock } from '../../ports/clock.ts';
import { VenuePauses } from '../venue/VenuePauses.ts';
import { BinanceBroker } from './binance/BinanceBroker.ts';
import { CcxtBroker } from './ccxt/CcxtBroker.ts';
import { CCXT_VENUES } from './ccxt/ccxtVenues.ts';
import { CoinbaseBroker } from './coinbase/CoinbaseBroker.ts';
import { CoinbaseOAuth } from './coinbase/CoinbaseOAuth.ts';

/** The venues that this server's configuration offers. */
export function openBrokers(config: VenueConfig, { clock, cache }: { clock: Clock; cache: Cache }): Broker[] {
  const pauses = new VenuePauses(cache, clock);
  return [
    new CoinbaseBroker({ apiUrl: config.coinbase.apiUrl, clock, oauth: coinbaseOAuth(config, clock) }),
    ...(config.binance ? [new BinanceBroker({ ...config.binance, clock, pauses })] : []),
    ...config.ccxt.map((name) => new CcxtBroker(CCXT_VENUES[name], { baseUrl: null, clock, pauses })),
  ];
}

function coinbaseOAuth({ coinbase }: VenueConfig, clock: Clock): CoinbaseOAuth | null {
  const { loginUrl, client } = coinbase;
  if (!client) return null;
  return new CoinbaseOAuth({ loginUrl, clientId: client.id, clientSecret: new Secret(client.secret), clock });
}
