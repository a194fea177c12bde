import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Dial } from './dial.tsx'
import { NextSlot } from './next-slot.tsx'
import { Outcome } from './outcome.tsx'
import type { CheckInControl } from './use-check-in.ts'

export interface VisitorDayProps {
  readonly resetsAt: number | undefined
  /** False while it is not known whether somebody is signed in: then nothing is offered yet. */
  readonly known: boolean
  readonly control: CheckInControl
}

/** The running day for somebody who is not signed in: the dial's middle leads to the way in. */
export function VisitorDay({ resetsAt, known, control }: VisitorDayProps) {
  const { t } = useTranslation()
  return (
    <>
      <Dial resetsAt={resetsAt} latched={false}>
        {known ? (
          <Link
            to="/sign-in"
            className="flex size-full items-center justify-center rounded-full bg-sun px-6 text-center text-2xl font-semibold text-on-sun transition hover:bg-sun-bright sm:text-3xl"
          >
            {t('checkIn.signInFirst')}
          </Link>
        ) : (
          <div className="size-full animate-breathe rounded-full bg-line" />
        )}
      </Dial>
      <Outcome press={control.press} checkIn={null} lookAgain={() => void control.lookAgain()} />
      {resetsAt !== undefined && <NextSlot resetsAt={resetsAt} latched={false} />}
      {known && (
        <p className="text-center text-soft">
          {t('checkIn.noAccount')}{' '}
          <Link to="/register" className="font-medium text-link underline underline-offset-4">
            {t('account.register')}
          </Link>
        </p>
      )}
    </>
  )
}
