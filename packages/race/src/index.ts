export type { ActorOutcome, Chooser, Decision, Program, Run, TraceEntry, Verdict } from './run/run.ts'
export type { Step, StepKind, StepResult } from './run/step.ts'
