/** `npm run explore:deep`: more operations, more at once, more preemptions. */
export const isDeep: boolean = process.env['EXPLORE_DEEP'] === '1'
