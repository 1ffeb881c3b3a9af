import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RULES = fileURLToPath(new URL('../../../../infra/prometheus/rules.yml', import.meta.url));

/** Whether Prometheus' tool is here; a test that needs it says in its name why it is skipped without. */
export const HAS_PROMTOOL = spawnSync('promtool', ['--version']).status === 0;

/** A series as a scrape a minute would have seen it; after its last value it stands still. */
export interface RecordedSeries {
  series: string;
  values: readonly number[];
}

export interface ExpectedAlert {
  alertname: string;
  atMinute: number;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/**
 * Plays recorded series to the alert rules.
 * @returns what `promtool test rules` says against the expectation; null when it holds
 */
export async function playRules(
  recorded: readonly RecordedSeries[],
  expected: readonly ExpectedAlert[],
): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'twin-rules-'));
  try {
    const file = join(folder, 'recorded.json');
    const alerts = expected.map(({ alertname, atMinute, labels, annotations }) => ({
      ...{ alertname, eval_time: `${atMinute}m` },
      exp_alerts: [{ exp_labels: labels, exp_annotations: annotations }],
    }));
    const input = recorded.map(({ series, values }) => ({
      series,
      values: [...values, `${values.at(-1) ?? 0}x30`].join(' '),
    }));
    const tests = [{ interval: '1m', input_series: input, alert_rule_test: alerts }];
    // JSON is YAML too.
    await writeFile(file, JSON.stringify({ rule_files: [RULES], evaluation_interval: '1m', tests }));
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
    return status === 0 ? null : stdout + stderr;
  } finally {
    await rm(folder, { recursive: true });
  }
}
