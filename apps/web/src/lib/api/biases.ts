import type { FeedbackVerdict } from '@twin/shared/dto/bias';
import { request } from './request.ts';

export function giveFeedback(tagId: string, verdict: FeedbackVerdict) {
  const path = `/v1/biases/tags/${encodeURIComponent(tagId)}/feedback`;
  return request(path, (wire) => wire.FeedbackAnswer, { method: 'POST', body: { verdict } });
}
