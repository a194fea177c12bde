import { DropdownMenu } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { isTheme, themes, useTheme } from '../theme/theme.ts'
import { Menu, menuItemClass } from './menu.tsx'

/** Light, dark, or as the system has it. */
export function ThemeMenu() {
  const { t } = useTranslation()
  const [theme, chooseTheme] = useTheme()
  const names = { system: t('theme.system'), light: t('theme.light'), dark: t('theme.dark') }
  return (
    <Menu label={t('theme.label')} face={<HalfSun />}>
      <DropdownMenu.RadioGroup value={theme} onValueChange={(value) => isTheme(value) && chooseTheme(value)}>
        {themes.map((name) => (
          <DropdownMenu.RadioItem key={name} value={name} className={`${menuItemClass} pl-10 relative`}>
            <DropdownMenu.ItemIndicator className="absolute left-3.5">
              <span className="block size-3 rounded-full bg-latch" />
            </DropdownMenu.ItemIndicator>
            {names[name]}
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </Menu>
  )
}

function HalfSun() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className="size-5">
      <circle cx="12" cy="12" r="8" className="fill-none stroke-current" strokeWidth="2" />
      <path d="M12 4a8 8 0 0 1 0 16z" className="fill-current" />
    </svg>
  )
}
