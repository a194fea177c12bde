import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { queryKeys } from '../query-client.ts'

const lookIntervalMs = 10_000

/** How the gateways stand. A breaker opens and closes without a message moving, so this is looked up by the clock. */
export function useGateways() {
  return useQuery({
    queryKey: queryKeys.gateways,
    queryFn: async ({ signal }) => (await call('get', '/api/gateways', { signal, expect: [200] })).body,
    refetchInterval: lookIntervalMs,
  })
}
