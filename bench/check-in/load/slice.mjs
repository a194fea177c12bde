import { Caller } from './caller.mjs'
import { Requests } from './order.mjs'

/**
 * @typedef {object} Block members by number
 * @property {number} first
 * @property {number} count
 *
 * @typedef {object} Slice
 * @property {number} port on the loopback
 * @property {number} callers connections, each with one request under way
 * @property {number} ms how long requests are begun, the run-up included; all are waited for
 * @property {number} runUpMs not counted
 * @property {boolean} [isClosing] whether each request has a connection of its own
 * @property {Block} fresh who ask, in this order
 * @property {boolean} isEndless whether they begin again after the last; else the slice fails when it runs out of them
 * @property {{ share: number, block: Block }} [repeats] how many of the requests are of members who have checked in before
 * @property {number} [perSecond] requests begun at fixed times whatever became of those before; without it as fast as it goes
 * @property {number} [inARow] how often each asks before the next one does
 * @property {number} [limit] how many requests are made at most
 *
 * @typedef {object} SliceReport
 * @property {number} perSecond answers
 * @property {number} used members of the fresh block who have asked
 * @property {Readonly<Record<string, number>>} statuses of all answers, also of those before and after what is counted
 * @property {number} p50 milliseconds, of what is counted
 * @property {number} p99
 * @property {number} cpuMs of the load generator
 * @property {number} answers counted
 */

/** How long the last answers are waited for. */
const PATIENCE_MS = 30_000

/**
 * @param {Slice} slice
 * @param {readonly Buffer[]} fresh
 * @param {readonly Buffer[]} repeated
 * @returns {Promise<SliceReport>}
 */
export async function playSlice(slice, fresh, repeated) {
  const requests = new Requests(slice, fresh, repeated)
  const play = new Play(slice, requests)
  await play.open()
  try {
    return await play.run()
  } finally {
    play.close()
  }
}

class Play {
  /** @type {Map<number, number>} */
  #statuses = new Map()
  /** @type {number[]} */
  #times = []
  #underWay = 0
  #counted = 0
  #slice
  #requests
  /** @type {Caller[]} */
  #callers
  /** When its request was due. @type {Map<Caller, number>} */
  #due = new Map()
  /** @type {Caller[]} */
  #idle = []
  /** Due and not asked yet, because nobody is free. @type {number[]} */
  #waiting = []
  #from = 0
  #until = 0
  #isOver = false
  /** @type {(error?: Error) => void} */
  #done = () => undefined

  /**
   * @param {Slice} slice
   * @param {Requests} requests
   */
  constructor(slice, requests) {
    this.#slice = slice
    this.#requests = requests
    this.#callers = Array.from(
      { length: slice.callers },
      () =>
        new Caller(
          slice,
          (status, caller) => this.#answered(status, caller),
          (error) => this.#done(error),
        ),
    )
  }

  async open() {
    await Promise.all(this.#callers.map((caller) => caller.open()))
  }

  close() {
    for (const caller of this.#callers) caller.close()
  }

  /** @returns {Promise<SliceReport>} */
  async run() {
    const cpu = process.cpuUsage()
    const started = performance.now()
    this.#from = started + this.#slice.runUpMs
    this.#until = started + this.#slice.ms
    await new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${String(this.#underWay)} requests were not answered`)),
        this.#slice.ms + PATIENCE_MS,
      )
      this.#done = (error) => {
        clearTimeout(late)
        if (error === undefined) resolve(undefined)
        else reject(error)
      }
      if (this.#slice.perSecond === undefined) for (const caller of this.#callers) this.#next(caller)
      else this.#byTheClock(started, this.#slice.perSecond)
    })
    if (this.#requests.ranOut) throw new Error('The slice ran out of members who have not checked in')
    const { user, system } = process.cpuUsage(cpu)
    const times = Float64Array.from(this.#times).sort()
    const at = (/** @type {number} */ part) => times[Math.floor((times.length - 1) * part)] ?? Number.NaN
    return {
      perSecond: (this.#counted / (this.#slice.ms - this.#slice.runUpMs)) * 1000,
      used: this.#requests.used,
      statuses: Object.fromEntries(this.#statuses),
      p50: at(0.5),
      p99: at(0.99),
      cpuMs: (user + system) / 1000,
      answers: this.#counted,
    }
  }

  /** @param {Caller} caller */
  #next(caller) {
    const now = performance.now()
    if (now < this.#until && this.#ask(caller, now)) return
    if (this.#underWay === 0) this.#done()
  }

  /**
   * @param {Caller} caller
   * @param {number} due
   */
  #ask(caller, due) {
    const request = this.#requests.next()
    if (request === undefined) return false
    this.#due.set(caller, due)
    this.#underWay += 1
    caller.ask(request)
    return true
  }

  /**
   * @param {number} status
   * @param {Caller} caller
   */
  #answered(status, caller) {
    this.#underWay -= 1
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1)
    const now = performance.now()
    const due = this.#due.get(caller) ?? now
    const isOpen = this.#slice.perSecond !== undefined
    // As fast as it goes: what was answered in the time. By the clock: what was due in the time, however late.
    if (isOpen ? due >= this.#from : now >= this.#from && now < this.#until) {
      this.#counted += 1
      this.#times.push(now - due)
    }
    if (!isOpen) this.#next(caller)
    else this.#free(caller)
  }

  /** @param {Caller} caller */
  #free(caller) {
    const due = this.#waiting.shift()
    if (due !== undefined) this.#ask(caller, due)
    else this.#idle.push(caller)
    if (this.#isOver && this.#underWay === 0) this.#done()
  }

  /**
   * @param {number} started
   * @param {number} perSecond
   */
  #byTheClock(started, perSecond) {
    this.#idle.push(...this.#callers)
    let begun = 0
    const timer = setInterval(() => {
      const now = Math.min(performance.now(), this.#until)
      for (; started + (begun * 1000) / perSecond < now; begun += 1) {
        const due = started + (begun * 1000) / perSecond
        const caller = this.#idle.pop()
        if (caller === undefined) this.#waiting.push(due)
        else this.#ask(caller, due)
      }
      if (now < this.#until) return
      clearInterval(timer)
      this.#isOver = true
      if (this.#underWay === 0) this.#done()
    }, 1)
  }
}
