import { QueryClientProvider } from '@tanstack/react-query'
import { Suspense } from 'react'
import { queryClient } from './api/query-client.ts'
import { Failure } from './frame/failure.tsx'
import { Frame } from './frame/frame.tsx'
import { pages } from './pages.tsx'
import { RouterProvider, useHere } from './router/router.tsx'
import { NotFound } from './ui/notice.tsx'

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider>
        <Site />
      </RouterProvider>
    </QueryClientProvider>
  )
}

/** What is shown inside a page of somebody else stands alone. */
function Site() {
  const { match } = useHere()
  if (match?.place === 'embed') return <CurrentPage />
  return (
    <Frame>
      <CurrentPage />
    </Frame>
  )
}

function CurrentPage() {
  const { match, path } = useHere()
  const Page = (match && pages[match.place]) ?? NotFound
  return (
    <Failure of={path}>
      <Suspense>
        <Page key={path} />
      </Suspense>
    </Failure>
  )
}
