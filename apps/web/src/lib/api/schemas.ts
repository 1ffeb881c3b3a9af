/*
 * The schemas of the calls that every page makes. They come in a file of their own, which is fetched while the first
 * answers are on their way: nothing has to wait for a parser before it can be clicked.
 */
export {
  AccountSummary,
  CalendarAnswer,
  EquityCurve,
  TradingAccountDto,
  TradingAccountPage,
} from '@twin/shared/dto/account';
export { RegisterAnswer, SessionAnswer } from '@twin/shared/dto/auth';
export { BiasReportAnswer, BiasTimeline } from '@twin/shared/dto/bias';
export { DecisionDto } from '@twin/shared/dto/decision';
export { DigestDto, DigestPage } from '@twin/shared/dto/digest';
export { ErrorBody } from '@twin/shared/dto/error';
export { AuthOptions, DeviceSessionList } from '@twin/shared/dto/session';
export { Settings } from '@twin/shared/dto/settings';
export { TradePage } from '@twin/shared/dto/trade';
