import { AsyncLocalStorage } from 'node:async_hooks'

/** Something to be told when its time has come. */
export interface Alarm {
  /** By `performance.now()`. */
  readonly at: number
  ring(): void
}

/** Rings belong to no caller: they come in the asynchronous context of nobody. */
const outside = AsyncLocalStorage.snapshot()

/**
 * Any number of alarms on one timer of Node.js. Nearly all are taken back long before their time; a timer of its own for
 * each would cost a few microseconds every time, this costs as much once per period. Keeps no process alive.
 */
export class Alarms {
  readonly #alarms = new Set<Alarm>()
  #timer: NodeJS.Timeout | undefined
  /** When the timer fires. It may find that nothing is due: taking an alarm back leaves it as it is. */
  #wakesAt = Infinity

  set(alarm: Alarm): void {
    this.#alarms.add(alarm)
    if (alarm.at < this.#wakesAt) this.#wakeAt(alarm.at)
  }

  takeBack(alarm: Alarm): void {
    this.#alarms.delete(alarm)
  }

  #wakeAt(at: number): void {
    clearTimeout(this.#timer)
    this.#wakesAt = at
    const inMs = Math.max(1, Math.ceil(at - performance.now()))
    this.#timer = outside(() => setTimeout(() => this.#ringDue(), inMs).unref())
  }

  /** One that throws does not keep the others from ringing. */
  #ringDue(): void {
    this.#wakesAt = Infinity
    const now = performance.now()
    const failures: unknown[] = []
    let next = Infinity
    for (const alarm of this.#alarms) {
      if (alarm.at > now) {
        next = Math.min(next, alarm.at)
        continue
      }
      this.#alarms.delete(alarm)
      try {
        alarm.ring()
      } catch (error) {
        failures.push(error)
      }
    }
    if (next < this.#wakesAt) this.#wakeAt(next)
    if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures)
  }
}
