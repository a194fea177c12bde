import type { RaceOptions } from './options.ts'

/** What it is given, with types: for the default export of a configuration file. */
export function defineRace<App = undefined, const Stub extends string = never>(
  options: RaceOptions<App, Stub>,
): RaceOptions<App, Stub> {
  return options
}
