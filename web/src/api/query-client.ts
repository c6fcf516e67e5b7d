import { QueryClient } from '@tanstack/react-query'
import { mayPass } from './errors.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // Lists stay as they were left, for whoever comes back to them.
      gcTime: 15 * 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && mayPass(error),
    },
    mutations: { retry: false },
  },
})
