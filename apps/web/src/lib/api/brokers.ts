import type { BrokerKeyBody } from '@twin/shared/dto/broker';
import { request, requestNothing } from './request.ts';

export function fetchBrokers() {
  return request('/v1/brokers/connections', (wire) => wire.BrokerConnectionList);
}

export function connectBroker({ broker, ...body }: { broker: string } & BrokerKeyBody) {
  const path = `/v1/brokers/${encodeURIComponent(broker)}/api-key`;
  return request(path, (wire) => wire.BrokerConnectionDto, { method: 'POST', body });
}

export function syncBroker(id: string) {
  const path = `/v1/brokers/connections/${encodeURIComponent(id)}/sync`;
  return request(path, (wire) => wire.BrokerConnectionDto, { method: 'POST', body: {} });
}

export function disconnectBroker(id: string) {
  return requestNothing(`/v1/brokers/connections/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
