import { readFile } from 'node:fs/promises';
import { familyOf } from '../packages/launcher/test/support/launcherProcess.ts';

const TICKS_PER_S = 100;

/**
 * Processor seconds that the process, its descendants and the children that it has seen end have spent: what work
 * costs on a free core, whatever else the machine does.
 */
export async function processorSeconds(pid: number): Promise<number> {
  let ticks = 0;
  for (const member of await familyOf(pid)) {
    const stat = await readFile(`/proc/${member}/stat`, 'utf8').catch(() => '');
    // utime, stime, and those of children that have ended, which only the first of the family is asked for.
    const own = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, member === pid ? 15 : 13);
    ticks += own.reduce((sum, value) => sum + Number(value), 0);
  }
  return ticks / TICKS_PER_S;
}
