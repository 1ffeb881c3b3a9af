import { readFileSync } from 'node:fs';
import type { BiasModel } from '@twin/engine/biases/model';
import { readModel } from '@twin/engine/biases/readModel';

/** The model that both engines score with. @throws Error naming what is wrong with the file */
export function readModelFile(file: URL): BiasModel {
  const reading = readModel(JSON.parse(readFileSync(file, 'utf8')));
  if (reading.ok) return reading.model;
  const faults = reading.problems.map(({ path, reason }) => `${path}: ${reason}`);
  throw new Error(`model/bias-model.json cannot be used: ${faults.join('; ')}`);
}
