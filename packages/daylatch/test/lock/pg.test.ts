import { fromPg } from '../../src/index.ts'
import { describeLockContract } from './contract.ts'

describeLockContract('pg', { open: (fresh) => fromPg(fresh.pool) })
describeLockContract('pg with pipelining', { open: (fresh) => fresh.connect({ pipeline: true }) })
