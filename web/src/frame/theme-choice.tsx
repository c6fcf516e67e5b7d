import { Check, Moon, Sun, SunMoon } from 'lucide-react'
import { useState } from 'react'
import { text } from '../text/text.ts'
import { menuItem } from '../ui/menu.tsx'
import { keptTheme, setTheme, type Theme } from './theme.ts'

const choices = [
  { theme: 'system', icon: SunMoon, label: text.theme.system },
  { theme: 'light', icon: Sun, label: text.theme.light },
  { theme: 'dark', icon: Moon, label: text.theme.dark },
] as const

/** Light or dark, inside a menu. */
export function ThemeChoice() {
  const [chosen, choose] = useState<Theme>(keptTheme)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of a menu is no fieldset
    <div role="group" aria-label={text.theme.label}>
      {choices.map(({ theme, icon: Icon, label }) => (
        <button
          key={theme}
          type="button"
          role="menuitemradio"
          aria-checked={chosen === theme}
          tabIndex={-1}
          className={menuItem}
          onClick={(event) => {
            event.stopPropagation()
            choose(theme)
            setTheme(theme)
          }}
        >
          <Icon size={20} aria-hidden />
          {label}
          {chosen === theme && <Check size={16} aria-hidden style={{ marginInlineStart: 'auto' }} />}
        </button>
      ))}
    </div>
  )
}
