import { Agent, request } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import pg from 'pg';
import { type BenchHouse, type BenchPerson, openBenchHouse } from './benchHouse.ts';
import { type Bench, type Figure, median, quantile, rounded } from './figure.ts';

const CONNECTIONS = 8;
const PATH = '/v1/trades?limit=100';

/**
 * api.trades: requests a second of GET /v1/trades?limit=100 against a bare Fastify route that sends the same
 * statement under the same row security and stringifies the rows. Both serve from this process, in turns.
 */
const bench: Bench = async ({ smoke }) => {
  const sizes = smoke ? [1_000, 10_000] : [1_000, 10_000, 1_000_000];
  const [rounds, roundMs] = smoke ? [2, 1_000] : [6, 4_000];
  const figures: Figure[] = [];
  const house = await openBenchHouse();
  const bare = await openBare(house);
  try {
    const address = await house.api.start();
    const bareAddress = await bare.app.listen({ port: 0, host: '127.0.0.1' });
    for (const size of sizes) {
      const begun = performance.now();
      const person = await house.register();
      await fillAccount(house, person.id, size);
      bare.userId = person.id;
      const cookie = [...person.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const ours = { url: `${address}${PATH}`, cookie };
      const theirs = { url: bareAddress, cookie: '' };
      await loadFor(ours, roundMs / 2);
      await loadFor(theirs, roundMs / 2);
      const ratios: number[] = [];
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const mine = await loadFor(ours, roundMs);
        const other = await loadFor(theirs, roundMs);
        ratios.push(mine.length / other.length);
        times.push(...mine);
      }
      const ratio = rounded(median(ratios));
      figures.push({
        name: `api.trades:${size >= 1_000_000 ? '1M' : `${size / 1_000}k`}`,
        value: ratio,
        unit: '× a bare route',
        floor: 0.6,
        better: 'higher',
        ratio,
        n: times.length,
        durationMs: Math.round(performance.now() - begun),
        note: `${rounded(times.length / ((rounds * roundMs) / 1_000))} requests/s on ${CONNECTIONS} connections, median ${rounded(quantile(times, 0.5))} ms`,
        ...(smoke ? { smoke: true as const } : {}),
      });
    }
  } finally {
    await bare.close();
    await house.close();
  }
  return figures;
};
export default bench;

/** Requests one after the other on each connection. @returns how long each took, in ms */
async function loadFor({ url, cookie }: { url: string; cookie: string }, ms: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const end = performance.now() + ms;
  const times: number[] = [];
  const loop = async () => {
    while (performance.now() < end) {
      const from = performance.now();
      await get(url, cookie, agent);
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
  agent.destroy();
  return times;
}

function get(url: string, cookie: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: cookie === '' ? {} : { cookie } }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${url}: ${answer.statusCode}`));
      answer.resume().on('end', resolve);
    });
    sent.on('error', reject).end();
  });
}

interface Bare {
  app: FastifyInstance;
  userId: BenchPerson['id'];
  close(): Promise<void>;
}

/** The statement of the trades list, its rows, JSON.stringify, and nothing else. */
const STATEMENT = `
  SELECT t.id, t.broker, t.account, t."extId", t.symbol, t.instrument, t.side, trim_scale(t.qty)::text AS qty,
    trim_scale(t.price)::text AS price, trim_scale(coalesce(t.fee, 0))::text AS fee, t."feeAsset",
    to_char(t.ts AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS ts, t.seq, t."orderId", t."orderType",
    trim_scale(t."startPosition")::text AS "startPosition", t."decisionId", coalesce(tags.list, '[]'::json) AS tags
  FROM (SELECT * FROM "Trade" WHERE "userId" = $1 AND "deletedAt" IS NULL ORDER BY ts DESC, id DESC LIMIT 101) AS t
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('id', b.id, 'label', b.label, 'confidence', b.confidence)
      ORDER BY b.confidence DESC, b.label) AS list
    FROM (SELECT id, label, confidence FROM "BiasTag" WHERE "tradeId" = t."decisionId" AND confidence >= 0.6
      ORDER BY confidence DESC, label LIMIT 2) AS b
  ) AS tags ON true
  ORDER BY t.ts DESC, t.id DESC`;

async function openBare(house: BenchHouse): Promise<Bare> {
  const pool = new pg.Pool({ connectionString: house.appUrl, max: 8 });
  const app = Fastify();
  const bare: Bare = {
    app,
    userId: '',
    close: async () => {
      await app.close();
      await pool.end();
    },
  };
  app.get('/', async (_request, reply) => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('app.user_id', $1, true)`, [bare.userId]);
      const { rows } = await client.query({ name: 'trades', text: STATEMENT, values: [bare.userId] });
      await client.query('COMMIT');
      return reply
        .type('application/json')
        .send(JSON.stringify({ items: rows.slice(0, 100), nextCursor: null }));
    } finally {
      client.release();
    }
  });
  return bare;
}

/** Trades a minute apart, each third one tagged. */
async function fillAccount(house: BenchHouse, userId: string, size: number): Promise<void> {
  const client = new pg.Client({ connectionString: house.adminUrl });
  await client.connect();
  await client.query(
    `INSERT INTO "Trade" (id, "userId", account, broker, "extId", symbol, side, qty, price, fee, "feeAsset", ts, seq,
       "decisionId")
     SELECT md5($1 || n), $1, 'main', 'canonical', 'main:BTC-USD:' || n, 'BTC-USD',
       CASE n % 2 WHEN 0 THEN 'buy' ELSE 'sell' END, 0.015, 60000.5 + n % 997, 0.25, 'USD',
       timestamptz '2020-01-01Z' + n * interval '1 minute', n, md5($1 || n)
     FROM generate_series(1, $2::int) AS n`,
    [userId, size],
  );
  await client.query(
    `INSERT INTO "BiasTag" (id, "userId", "tradeId", label, confidence, features, ts, "engineVersion", "modelVersion")
     SELECT md5('tag' || id), "userId", id, 'revenge_trade', 0.8, '{}', ts, '1', '1'
     FROM "Trade" WHERE "userId" = $1 AND seq % 3 = 0`,
    [userId],
  );
  await client.query('ANALYZE "Trade"; ANALYZE "BiasTag"');
  await client.end();
}
