export { tryIsolationLevels } from './isolation.ts'
export { minimise } from './minimise.ts'
export type { MinimiseOptions } from './minimise.ts'
export { renderPage, writePage } from './page/write-page.ts'
export { printStory } from './print-story.ts'
export type { PrintOptions } from './print-story.ts'
export type {
  Anomaly,
  AnomalyId,
  Cure,
  Deed,
  IsolationFinding,
  Moment,
  Story,
  UnprotectedPair,
} from './story.ts'
export { tellStory } from './tell-story.ts'
export type { StoryFacts } from './tell-story.ts'
