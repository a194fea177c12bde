/** Logs two lines and ends in the middle of the turn: in order, or by an error that nobody catches. */
import { createLog } from '../../dist/http/log.js'

const log = createLog()
log.info('the first')
log.info('the second')
if (process.argv[2] === 'throws') throw new Error('nobody catches this')
process.exit(3)
