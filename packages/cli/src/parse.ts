import { type FileToParse, isProblem, parseFile } from '@twin/formats/parseFile';
import { FORMATS } from '@twin/formats/registry';
import type { FileProblem, ParsedFile, ParsedFunding, ParsedTrade, ParsedTransfer } from '@twin/formats/row';
import { formatDecimal } from '@twin/shared/primitives/decimal';
import { type Command, type Terminal, Unusable } from './command.ts';
import { counted } from './counted.ts';
import { readArguments } from './readArguments.ts';
import { readInput } from './readInput.ts';

const OPTIONS = {
  format: { type: 'string' },
  timezone: { type: 'string' },
  dates: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const TRADES_SHOWN = 20;

/** `twin parse`: detects the format of each file and prints its rows normalised; nothing is stored. */
export const parse: Command = {
  name: 'parse',
  usage: 'twin parse FILE… [--format F] [--timezone TZ] [--dates day-first|month-first] [--json]',
  summary: 'read export files and print their trades, ignored and rejected rows',

  run(args, terminal) {
    const { values, files } = readArguments(args, OPTIONS, `${parse.usage}\nFormats: ${formatNames()}`);
    const { format, timezone, dates } = values;
    if (dates !== undefined && dates !== 'day-first' && dates !== 'month-first')
      throw new Unusable('--dates is day-first or month-first.');
    let exitCode = 0;
    for (const file of files) {
      const input: FileToParse = { name: file, bytes: readInput(file) };
      if (format !== undefined) input.format = format;
      if (timezone !== undefined) input.timezone = timezone;
      if (dates !== undefined) input.dateOrder = dates;
      if (!printResult(file, parseFile(input), values.json ?? false, terminal)) exitCode = 2;
    }
    return exitCode;
  },
};

/** Prints what one file gave; false when it gave nothing that can be used. */
function printResult(
  file: string,
  result: ParsedFile | FileProblem,
  isJson: boolean,
  terminal: Terminal,
): boolean {
  if (isProblem(result)) {
    terminal.err(`twin: ${file}: ${result.message} ${result.fix}`);
    if (isJson) terminal.out(JSON.stringify(problemToJson(file, result)));
    return false;
  }
  if (isJson) terminal.out(JSON.stringify(fileToJson(file, result)));
  else terminal.out(describeFile(file, result));
  if (result.trades.length > 0) return true;
  const [first] = result.rejected;
  const reason = first ? ` First: line ${first.line}, ${first.field}: ${first.reason}. ${first.fix}` : '';
  terminal.err(`twin: ${file}: no trades in it.${reason}`);
  return result.ignored.length > 0;
}

function problemToJson(file: string, { problem, message, fix, columns, rejected = [] }: FileProblem) {
  return {
    file,
    format: null,
    timezone: null,
    trades: [],
    ignored: [],
    rejected,
    problem: { code: problem, message, fix, columns },
  };
}

function fileToJson(file: string, parsed: ParsedFile) {
  const { format, timezone, ignored, rejected, read } = parsed;
  const fundings = parsed.fundings.map(fundingToJson);
  return {
    file,
    format,
    timezone,
    read,
    trades: parsed.trades.map(tradeToJson),
    fundings,
    transfers: parsed.transfers.map(transferToJson),
    ignored,
    rejected,
  };
}

function fundingToJson({ line, broker, account, symbol, instrument, asset, amount, tsText }: ParsedFunding) {
  return { line, broker, account, symbol, instrument, asset, amount: formatDecimal(amount), ts: tsText };
}

function transferToJson({ line, broker, account, asset, amount, tsText }: ParsedTransfer) {
  return { line, broker, account, asset, amount: formatDecimal(amount), ts: tsText };
}

function tradeToJson(trade: ParsedTrade) {
  return {
    line: trade.line,
    lines: trade.lines,
    broker: trade.broker,
    extId: trade.venueId,
    symbol: trade.symbol,
    side: trade.side,
    qty: formatDecimal(trade.qty),
    price: formatDecimal(trade.price),
    fee: formatDecimal(trade.fee),
    feeAsset: trade.feeAsset,
    ts: trade.tsText,
    instrument: trade.instrument,
    account: trade.account,
    orderId: trade.orderId,
    orderType: trade.orderType,
    startPosition: trade.startPosition === null ? null : formatDecimal(trade.startPosition),
    settle: trade.settle,
  };
}

function describeFile(file: string, parsed: ParsedFile): string {
  const { trades, ignored, rejected, read } = parsed;
  const shown = trades.slice(0, TRADES_SHOWN).map(describeTrade);
  const more = trades.length - shown.length;
  const counts = `${counted(trades.length, 'trade')}, ${counted(ignored.length, 'row')} ignored, ${rejected.length} rejected`;
  return [
    `${file}: ${parsed.format}, times read as ${parsed.timezone}`,
    `  ${counted(read, 'row')} read: ${counts}`,
    ...shown.map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${more} more (--json prints all)`] : []),
    ...rejected.map(({ line, field, reason, fix }) => `  line ${line}, ${field}: ${reason}. ${fix}`),
  ].join('\n');
}

function describeTrade(trade: ParsedTrade): string {
  const fee = trade.feeAsset === null ? '' : `, fee ${formatDecimal(trade.fee)} ${trade.feeAsset}`;
  return `${trade.tsText}  ${trade.side.padEnd(4)} ${formatDecimal(trade.qty)} ${trade.symbol} at ${formatDecimal(trade.price)}${fee}`;
}

function formatNames(): string {
  return FORMATS.map(({ name }) => name).join(', ');
}
