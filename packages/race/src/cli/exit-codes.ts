/**
 * What the command's exit code says. 64, 69, 70 and 78 are those of sysexits.h.
 *
 * `found`: a race that the baseline does not know. `plainBug`: an order of one after another fails, so that there is
 * something to mend before races are looked for. `unsteady`: what was found or recorded could not be run again as it was.
 */
export const EXIT = {
  holds: 0,
  found: 1,
  plainBug: 2,
  unsteady: 3,
  usage: 64,
  unavailable: 69,
  broken: 70,
  config: 78,
} as const
