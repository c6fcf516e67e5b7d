import { StrictMode } from 'react'
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

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
