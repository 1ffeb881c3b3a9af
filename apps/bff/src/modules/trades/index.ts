import type { Route } from '../../lib/http/route.ts';
import type { Reader } from '../../lib/reader.ts';
import { TradeListRepo } from './TradeListRepo.ts';
import { type TradeDeps, TradeService } from './TradeService.ts';
import { type TradingAccountDeps, TradingAccountService } from './TradingAccountService.ts';
import { tradeRoutes } from './tradeRoutes.ts';
import { tradingAccountRoutes } from './tradingAccountRoutes.ts';

export { accountOf } from './accountOf.ts';
export type { FundingRepo } from './FundingRepo.ts';
export type { TradeConflictRepo, TradeContent } from './TradeConflictRepo.ts';
export type { TradeRepo } from './TradeRepo.ts';
export type { TradingAccountRepo } from './TradingAccountRepo.ts';
export type { TransferRepo } from './TransferRepo.ts';
export { tradeIdOf } from './tradeId.ts';
export type { StoredTrade } from './tradeRecord.ts';

export interface TradeModuleDeps extends Omit<TradeDeps, 'list'> {
  reader: Reader;
}

export function createTrades({ reader, ...deps }: TradeModuleDeps): { routes: Route[] } {
  return { routes: tradeRoutes(new TradeService({ ...deps, list: new TradeListRepo(reader) })) };
}

export function createTradingAccounts(deps: TradingAccountDeps): { routes: Route[] } {
  return { routes: tradingAccountRoutes(new TradingAccountService(deps)) };
}
