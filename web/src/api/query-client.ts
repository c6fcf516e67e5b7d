import { QueryClient } from '@tanstack/react-query'
import { mayPass } from './errors.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // Lists stay as they were left, for whoever comes back to them.
      gcTime: 15 * 60_000,
      refetchOnWindowFocus: false,
      // Without a network a question fails and says so; what failed is asked again when there is one.
      networkMode: 'always',
      refetchOnReconnect: true,
      retry: (count, error) => count < 2 && mayPass(error),
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})
