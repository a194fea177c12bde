export type {
  ActorOutcome,
  Chooser,
  Decision,
  Program,
  Run,
  RunOptions,
  TraceEntry,
  Verdict,
} from './run/run.ts'
export type { Isolation, Step, StepKind, StepResult } from './run/step.ts'
export { actor, command, http } from './config/actors.ts'
export type { CommandActorOptions, HttpActorOptions } from './config/actors.ts'
export type {
  Actor,
  ActorContext,
  ActorFunction,
  Aftermath,
  ApplicationContext,
  ApplicationFactory,
  ApplicationProcess,
  CommandActor,
  FunctionActor,
  Gateway,
  GatewayAnswer,
  GatewayCall,
  HttpActor,
  Invariant,
  LabDatabase,
  LabOptions,
} from './config/lab-options.ts'
export type { Budget, RaceOptions } from './config/options.ts'
export type { Access, Footprint, Footprints } from './footprint/footprint.ts'
export { explore } from './search/explore.ts'
export type { Bound, Counterexample, Coverage, Exploration, PhaseCoverage } from './search/exploration.ts'
export type { ExploreOptions, SearchProgress } from './search/options.ts'
export { RaceError } from './errors.ts'
export type { RaceErrorCode } from './errors.ts'
export { race } from './race/race.ts'
export type { Race } from './race/race.ts'
export { RaceFound } from './race/race-found.ts'
export type { FoundRace, RaceResult, ReplayResult } from './race/result.ts'
export { printResult } from './race/print-result.ts'
export { defineRace } from './config/define-race.ts'
export { openLab } from './run/open-lab.ts'
export type { Lab } from './run/lab.ts'
export { confirm, inOrderOf, printRun, replay } from './replay/replay.ts'
export type { Confirmation } from './replay/replay.ts'
export { parseSchedule, printSchedule } from './replay/schedule.ts'
export type { Schedule } from './replay/schedule.ts'
export { printStory, renderPage, writePage } from './report/index.ts'
export type {
  Anomaly,
  AnomalyId,
  Cure,
  Deed,
  IsolationFinding,
  Moment,
  PrintOptions,
  Story,
  UnprotectedPair,
} from './report/index.ts'
export { runZoo } from './zoo/run-zoo.ts'
export type { ZooOptions, ZooRow } from './zoo/run-zoo.ts'
export { printZoo } from './zoo/print-zoo.ts'
