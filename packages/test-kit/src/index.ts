export { suiteNeeds, type SuiteNeed } from './suite-needs.ts'
