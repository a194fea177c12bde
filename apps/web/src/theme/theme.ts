import { useSyncExternalStore } from 'react'
import { remember } from '../storage.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** Also read by src/first-paint.js. */
export const themeKey = 'daylatch.theme'

const listeners = new Set<() => void>()

export function isTheme(value: unknown): value is Theme {
  return themes.some((theme) => theme === value)
}

/** The theme in use, and a way to choose another. The choice holds here and in this browser's other tabs. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore(subscribe, currentTheme), chooseTheme]
}

function currentTheme(): Theme {
  const shown = document.documentElement.dataset.theme
  return isTheme(shown) ? shown : 'system'
}

function chooseTheme(theme: Theme): void {
  remember(themeKey, theme)
  show(theme)
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  const onStorage = (event: StorageEvent): void => {
    if (event.key === themeKey) show(isTheme(event.newValue) ? event.newValue : 'system')
  }
  listeners.add(listener)
  globalThis.addEventListener('storage', onStorage)
  return () => {
    listeners.delete(listener)
    globalThis.removeEventListener('storage', onStorage)
  }
}
