import type { ReactNode } from 'react'
import { shareOfDay } from '../i18n/format.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useNow } from '../time/use-now.ts'
import { arcPath, centre, pointAt, ringRadius } from './dial-geometry.ts'

const hours = Array.from({ length: 24 }, (_, hour) => hour)
const namedHours = [0, 6, 12, 18]
const gap = 0.012

export interface DialProps {
  /** When the running day ends, or undefined while that is not known. */
  readonly resetsAt: number | undefined
  /** Whether the day is latched: checked in. */
  readonly latched: boolean
  /** What stands in the middle: the button, or what it led to. */
  readonly children: ReactNode
}

/**
 * The running day as a ring around the one thing to do: it begins and ends at the latch, the sun stands at now.
 * A picture only; all it shows is also said in words.
 */
export function Dial({ resetsAt, latched, children }: DialProps) {
  const now = shareOfDay(useNow())
  return (
    <div className="relative mx-auto aspect-square w-full max-w-[27rem]">
      <svg viewBox="-12 -12 424 424" aria-hidden="true" className="size-full">
        <circle
          cx={centre}
          cy={centre}
          r={ringRadius}
          className="fill-surface stroke-line"
          strokeWidth="12"
        />
        {hours.map((hour) => (
          <Tick key={hour} hour={hour} />
        ))}
        {resetsAt !== undefined && <RunningDay reset={shareOfDay(resetsAt)} now={now} latched={latched} />}
      </svg>
      <div className="absolute inset-[20%] flex items-center justify-center">{children}</div>
    </div>
  )
}

function Tick({ hour }: { readonly hour: number }) {
  const format = useFormat()
  const share = hour / 24
  if (namedHours.includes(hour)) {
    const { x, y } = pointAt(share, ringRadius - 31)
    return (
      <text x={x} y={y + 5} textAnchor="middle" className="fill-soft text-[15px] font-medium tabular-nums">
        {format.number(hour)}
      </text>
    )
  }
  const { x, y } = pointAt(share, ringRadius - 22)
  return <circle cx={x} cy={y} r="1.8" className="fill-edge" />
}

function RunningDay({
  reset,
  now,
  latched,
}: {
  readonly reset: number
  readonly now: number
  readonly latched: boolean
}) {
  const sun = pointAt(now, ringRadius)
  const outer = pointAt(reset, ringRadius + 15)
  const inner = pointAt(reset, ringRadius - (latched ? 15 : 2))
  return (
    <>
      <path
        d={arcPath(reset + gap, now)}
        className={`fill-none transition-colors duration-500 ${latched ? 'stroke-latch' : 'stroke-sun'}`}
        strokeWidth="12"
      />
      <path
        d={`M${outer.x} ${outer.y}L${inner.x} ${inner.y}`}
        className="stroke-latch transition-all duration-500"
        strokeWidth="9"
        strokeLinecap="round"
      />
      <circle cx={sun.x} cy={sun.y} r="13" className="fill-sun stroke-surface" strokeWidth="5" />
    </>
  )
}
