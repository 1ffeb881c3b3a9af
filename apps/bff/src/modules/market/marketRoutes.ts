import {
  CandleAnswer,
  CandleFields,
  CandleQuery,
  CandlesAccepted,
  MarketStatus,
} from '@twin/shared/dto/market';
import { type Route, route } from '../../lib/http/route.ts';
import { type IncomingFile, readUpload } from '../../lib/http/upload.ts';
import type { MarketService } from './MarketService.ts';

export interface Spooled {
  path: string;
  discard(): Promise<void>;
}

export function marketRoutes(
  market: MarketService,
  spool: (file: IncomingFile) => Promise<Spooled>,
): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/market/candles',
      summary: "The person's candles of a symbol, with the gaps between them.",
      access: 'session',
      query: CandleQuery,
      answers: { 200: CandleAnswer },
      handle: async ({ session, query }) => ({ status: 200, body: await market.list(session.userId, query) }),
    }),
    route({
      method: 'GET',
      path: '/v1/market/status',
      summary: 'Which candles there are, when the next are looked for, and why the last look failed.',
      access: 'session',
      answers: { 200: MarketStatus },
      handle: async ({ session }) => ({ status: 200, body: await market.status(session.userId) }),
    }),
    route({
      method: 'POST',
      path: '/v1/market/candles',
      summary: 'Uploads a file of candles (ts,open,high,low,close,volume); the scores follow.',
      access: 'session',
      rate: 'upload',
      upload: { fields: CandleFields },
      answers: { 202: CandlesAccepted },
      handle: async ({ session, request }) => {
        const { fields, file } = await readUpload(request, CandleFields, spool);
        try {
          return { status: 202, body: await market.upload(session.userId, file.path, fields) };
        } finally {
          await file.discard();
        }
      },
    }),
  ];
}
