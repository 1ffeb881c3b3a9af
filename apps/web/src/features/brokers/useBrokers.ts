import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchBrokers } from '../../lib/api/brokers.ts';
import { keys } from '../../lib/api/keys.ts';

export function useBrokers() {
  return useQuery({ queryKey: keys.brokers, queryFn: fetchBrokers });
}

/** A call after which the list of connections is another one. */
export function useBrokerChange<Input>(change: (input: Input) => Promise<unknown>, onDone = () => {}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.brokers });
      onDone();
    },
  });
}
