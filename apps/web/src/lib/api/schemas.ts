/*
 * The schemas of all answers. They come in a file of their own, which is fetched while the first answers are on their
 * way: nothing has to wait for a parser before it can be clicked.
 */
import { SimulationAccepted, SimulationAnswer } from '@twin/shared/dto/simulation';
import { z } from 'zod';

export {
  AccountSummary,
  CalendarAnswer,
  EquityCurve,
  TradingAccountDto,
  TradingAccountPage,
} from '@twin/shared/dto/account';
export { ExportAccepted, ExportDto } from '@twin/shared/dto/archive';
export { RegisterAnswer, SessionAnswer } from '@twin/shared/dto/auth';
export { BiasReportAnswer, BiasTimeline, FeedbackAnswer } from '@twin/shared/dto/bias';
export { BrokerConnectionDto, BrokerConnectionList } from '@twin/shared/dto/broker';
export { CoachAnswer, CoachMessagePage } from '@twin/shared/dto/coach';
export { DecisionDto, EpisodeDetail, EpisodePage } from '@twin/shared/dto/decision';
export { DigestDto, DigestPage } from '@twin/shared/dto/digest';
export { ErrorBody } from '@twin/shared/dto/error';
export { FormatList, ImportAccepted, ImportDto, ImportList, ImportPreview } from '@twin/shared/dto/import';
export { CandlesAccepted, MarketStatus } from '@twin/shared/dto/market';
export { BreakdownAnswer, OutcomeAnswer } from '@twin/shared/dto/outcome';
export { AccountDeleted, AuditPage } from '@twin/shared/dto/privacy';
export { RuleAnswer, RulePage } from '@twin/shared/dto/rule';
export { RecoveryCodes, SecondFactorSecret, SecondFactorStatus } from '@twin/shared/dto/secondFactor';
export { AuthOptions, DeviceSessionList } from '@twin/shared/dto/session';
export { Settings } from '@twin/shared/dto/settings';
export { SimulationAnswer } from '@twin/shared/dto/simulation';
export { TradePage } from '@twin/shared/dto/trade';

/** A simulation that was computed before, or the promise of one. */
export const SimulationAsked = z.union([SimulationAnswer, SimulationAccepted]);
