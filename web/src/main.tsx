import { StrictMode, startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import './styles/tokens.css'
import './styles/base.css'
import { App } from './app.tsx'
import { forgetOnSessionChange } from './features/auth/session-change.ts'
import { applyTheme, keptTheme } from './frame/theme.ts'

applyTheme(keptTheme())
forgetOnSessionChange()

// A new version was built while the tab was open: its files have other names.
addEventListener('vite:preloadError', () => location.reload())

const root = createRoot(document.getElementById('root')!)
// In slices: what the page of the server shows stays until all of it is there.
startTransition(() =>
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
)
