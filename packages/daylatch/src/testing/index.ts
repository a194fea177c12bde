// For tests: replace the clock of the database, stop or kill inside a claim. Not for production.
export { freezeClock, restoreClock, shiftClock, startClockAt } from './clock.ts'
export { type PausePointHandler, type PausePointName, setPausePoint } from './pause-points.ts'
