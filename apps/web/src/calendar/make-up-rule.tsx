import { useTranslation } from 'react-i18next'
import type { Month } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useUnitName } from '../i18n/use-unit-name.ts'
import { DayMark } from './day-mark.tsx'

/** How many missed days can still be made up, how far back, and what one costs. */
export function MakeUpRule({ month }: { readonly month: Month }) {
  const { t } = useTranslation()
  const format = useFormat()
  const rule = month.makeUp
  const unit = useUnitName(rule?.unit ?? '')
  if (!rule) return null
  const canMakeUp = month.days.some((day) => day.canMakeUp)
  return (
    <section aria-labelledby="make-up" className="grid gap-2">
      <h2 id="make-up" className="text-xl font-semibold">
        {t('makeUp.title')}
      </h2>
      <p>
        {t('makeUp.rule', {
          allowance: rule.left > 0 ? t('makeUp.allowance', { count: rule.left }) : t('makeUp.noneLeft'),
          reach: t('makeUp.reach', { count: rule.daysBack }),
          cost:
            rule.cost > 0 ? t('makeUp.costs', { cost: format.number(rule.cost), unit }) : t('makeUp.free'),
        })}
      </p>
      {canMakeUp ? (
        <p className="flex items-center gap-2">
          {t('makeUp.how')}
          <DayMark mark="can-make-up" />
        </p>
      ) : (
        <p className="text-soft">{t('makeUp.nothing')}</p>
      )}
    </section>
  )
}
