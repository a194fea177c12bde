import { useTranslation } from 'react-i18next'
import { SelectField } from '../ui/select-field.tsx'

const zones = Intl.supportedValuesOf('timeZone')

export interface ZoneSelectProps {
  /** Empty: none is chosen. */
  readonly value: string
  readonly onChoose: (zone: string) => void
}

/** Every time zone that this browser knows by its name, and the one in use where it does not know that. */
export function ZoneSelect({ value, onChoose }: ZoneSelectProps) {
  const { t } = useTranslation()
  const isListed = value === '' || zones.includes(value)
  return (
    <SelectField
      name="zone"
      label={t('clientForm.zone')}
      hint={t('clientForm.zoneHint')}
      value={value}
      onChoose={onChoose}
    >
      <option value="">{t('clientForm.zoneFromNumber')}</option>
      {!isListed && <option value={value}>{value}</option>}
      {zones.map((zone) => (
        <option key={zone} value={zone}>
          {zone}
        </option>
      ))}
    </SelectField>
  )
}
