import { fileProblem } from './problems.ts';
import { Findings } from './reading/Findings.ts';
import { VenueIds } from './reading/VenueIds.ts';
import { findFormat } from './registry.ts';
import type { FileProblem, ParsedFile } from './row.ts';

/** One file of an archive and what it gave. */
export interface Part {
  name: string;
  result: ParsedFile | FileProblem;
  /** Lines that the part has: the next part's lines are counted on from there. */
  lines: number;
}

/**
 * The part files of an archive as one file: lines run on from part to part, ids that two parts share are
 * repeats. Parts that cannot be read at all make the archive unreadable, since their rows would be missing;
 * empty ones are left out.
 */
export function mergeParts(parts: readonly Part[]): ParsedFile | FileProblem {
  const findings = new Findings('');
  const merged: ParsedFile[] = [];
  const names: { name: string; firstLine: number }[] = [];
  let offset = 0;
  for (const { name, result, lines } of parts) {
    if ('problem' in result) {
      if (result.problem === 'empty' || result.problem === 'no-rows') continue;
      return { ...result, message: `${name}: ${result.message}` };
    }
    merged.push(result);
    names.push({ name, firstLine: offset + 1 });
    addShifted(findings, result, offset);
    offset += lines;
  }
  const [first] = merged;
  if (!first) return fileProblem('empty');
  new VenueIds(findFormat(first.format)?.idScope ?? 'file').check(findings);
  return {
    ...first,
    trades: findings.trades.sort((a, b) => a.ts - b.ts),
    ignored: findings.ignored,
    rejected: findings.rejected,
    fundings: findings.fundings,
    transfers: findings.transfers,
    read: merged.reduce((sum, { read }) => sum + read, 0),
    parts: names,
  };
}

function addShifted(findings: Findings, part: ParsedFile, offset: number): void {
  for (const trade of part.trades)
    findings.trades.push({
      ...trade,
      line: trade.line + offset,
      lines: trade.lines.map((line) => line + offset),
    });
  for (const row of part.fundings) findings.fundings.push({ ...row, line: row.line + offset });
  for (const row of part.transfers) findings.transfers.push({ ...row, line: row.line + offset });
  for (const row of part.ignored) findings.ignored.push({ ...row, line: row.line + offset });
  for (const row of part.rejected) findings.rejected.push({ ...row, line: row.line + offset });
}
