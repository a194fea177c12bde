import { LoadFailed } from '../ui/load-states.tsx'
import { CheckInButton } from './check-in-button.tsx'
import { DayFacts } from './day-facts.tsx'
import { Dial } from './dial.tsx'
import { Latched } from './latched.tsx'
import { NextSlot } from './next-slot.tsx'
import { Outcome } from './outcome.tsx'
import { PaidTo } from './paid-to.tsx'
import { told } from './told.ts'
import type { CheckInControl } from './use-check-in.ts'
import { useToday } from '../reads/use-today.ts'

export interface MemberDayProps {
  readonly resetsAt: number | undefined
  readonly control: CheckInControl
}

/** The running day of the member who is signed in: the button, or in the same spot what it led to. */
export function MemberDay({ resetsAt, control }: MemberDayProps) {
  const today = useToday(true)
  const { pressButton, lookAgain } = control
  const checkIn = today.data?.checkIn ?? null
  const press = told(control.press, checkIn)
  const ends = checkIn ? Date.parse(checkIn.resetsAt) : resetsAt
  const justPressed = press.kind === 'claimed' || press.kind === 'already' || press.kind === 'found'
  return (
    <>
      <Dial resetsAt={ends} latched={checkIn !== null}>
        {checkIn && <Latched checkIn={checkIn} justPressed={justPressed} />}
        {today.data && !checkIn && <CheckInButton press={press} onPress={() => void pressButton()} />}
        {today.isPending && <div className="size-full animate-breathe rounded-full bg-line" />}
      </Dial>
      {today.isError && !today.data && <LoadFailed error={today.error} again={today.refetch} />}
      <Outcome press={press} checkIn={checkIn} lookAgain={() => void lookAgain()} />
      {today.data && !checkIn && <PaidTo />}
      {ends !== undefined && <NextSlot resetsAt={ends} latched={checkIn !== null} />}
      {checkIn && <DayFacts checkIn={checkIn} />}
    </>
  )
}
