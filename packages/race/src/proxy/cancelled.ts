import { writeAside, writeQuery } from '../wire/requests.ts'

const sql = `do $$ begin
  raise exception using errcode = '57014', message = 'canceling statement due to user request';
end $$`

/**
 * What runs in place of a statement that was cancelled while it was held: it fails as the statement would have, and leaves
 * the transaction as that would have left it.
 */
export const asCancelled: { readonly query: Buffer; readonly execute: Buffer } = {
  query: writeQuery(sql),
  execute: writeAside(sql, false),
}
