import { basename } from 'node:path';
import { CandlesAccepted } from '@twin/shared/dto/market';
import { placesOf } from './candleFiles.ts';
import { type Command, Unusable } from './command.ts';
import { readArguments, SERVER_OPTIONS } from './readArguments.ts';
import { readInput } from './readInput.ts';
import { Server } from './Server.ts';
import { readServerEnv } from './serverEnv.ts';

/** `twin candles`: gives a server your own candles, as its imports page does; the scores follow. */
export const candles: Command = {
  name: 'candles',
  usage: 'twin candles FILE|DIR… [--server URL] [--email ADDRESS] (password in TWIN_PASSWORD)',
  summary: 'give candle files, named like BTC-USD-1h.csv(.gz), to a running Trading Twin',

  async run(args, terminal) {
    const { values, files: places } = readArguments(args, SERVER_OPTIONS, candles.usage);
    // Before anything is sent: a name that says too little refuses the whole.
    const files = places.flatMap((place) => placesOf(place, terminal));
    const { server: address, email } = values;
    const server = await Server.signIn({
      ...readServerEnv(),
      ...(address === undefined ? {} : { server: address }),
      ...(email === undefined ? {} : { email }),
    });
    for (const { path, symbol, granularity } of files) {
      const form = new FormData();
      form.set('symbol', symbol);
      form.set('granularity', granularity);
      form.set('file', new Blob([new Uint8Array(readInput(path))]), basename(path));
      const answer = await server.post('/v1/market/candles', form).catch((error: unknown) => {
        if (error instanceof Unusable) throw new Unusable(`${path}: ${error.message}`);
        throw error;
      });
      const { bars, changed } = CandlesAccepted.parse(await answer.json());
      terminal.out(`${path}: ${bars} candles of ${symbol} read, ${changed} new or changed`);
    }
    await server.signOut();
    return 0;
  },
};
