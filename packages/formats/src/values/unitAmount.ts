import type { Pair } from './pair.ts';

/** A number with its unit in one cell, not yet read: `500DOGE`, `0.01018698 USDT`. */
export interface UnitText {
  number: string;
  unit: string;
}

/** Coins whose code begins with a digit: `5.11INCH` is 5.1 of 1INCH. */
const DIGIT_COINS = ['1000CHEEMS', '1000PEPPER', '1MBABYDOGE', '1000SATS', '1000CAT', '1INCH'];
const LONGEST_CELL = 100;
const NUMBER = /^[+-]?[\d\s.,]*\d(?:[eE][+-]?\d+)?$/;
const GLUED = /^([+-]?[\d\s.,]*?\d(?:[eE][+-]?\d+)?)\s*([A-Za-z][\w.$]*)$/;

/** Splits a number from its unit; `units` that the row itself names go before the coins we know. */
export function splitUnit(text: string, units: readonly string[] = []): UnitText | null {
  const cell = text.trim();
  if (cell.length > LONGEST_CELL) return null;
  for (const unit of [...units, ...DIGIT_COINS]) {
    if (!cell.endsWith(unit)) continue;
    const number = cell.slice(0, cell.length - unit.length).trim();
    if (NUMBER.test(number)) return { number, unit };
  }
  const glued = GLUED.exec(cell);
  return glued ? { number: glued[1] ?? '', unit: glued[2] ?? '' } : null;
}

/** All ways to cut `1INCHUSDT` so that one cell is a number of the base and the other one of the quote. */
export function splitPairByUnits(pair: string, baseCell: string, quoteCell: string): Pair | null {
  const found: Pair[] = [];
  if (pair.length > LONGEST_CELL || baseCell.length > LONGEST_CELL || quoteCell.length > LONGEST_CELL)
    return null;
  for (let at = 1; at < pair.length; at += 1) {
    const base = pair.slice(0, at);
    const quote = pair.slice(at);
    if (isNumberOf(baseCell, base) && isNumberOf(quoteCell, quote)) found.push({ base, quote });
  }
  return found.length === 1 ? (found[0] ?? null) : null;
}

function isNumberOf(cell: string, unit: string): boolean {
  const text = cell.trim();
  return text.endsWith(unit) && NUMBER.test(text.slice(0, text.length - unit.length).trim());
}
