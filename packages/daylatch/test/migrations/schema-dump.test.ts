import { expect, test } from 'vitest'
import { freshDatabase } from '../support/fresh-database.ts'

/** Every table, column, constraint, index and function of the schema, by PostgreSQL's own description of it. */
const describeSchema = `
  select line from (
    select c.relname || '.' || lpad(a.attnum::text, 2, '0') as place,
      format('%s.%s %s%s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
        case when a.attcollation <> t.typcollation then ' collate "' || co.collname || '"' else '' end,
        case when a.attnotnull then ' not null' else '' end,
        ' default ' || pg_get_expr(d.adbin, d.adrelid)) as line
    from pg_attribute a
      join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = 'daylatch'::regnamespace
      join pg_type t on t.oid = a.atttypid
      left join pg_collation co on co.oid = a.attcollation
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attnum > 0 and not a.attisdropped
    union all
    select conrelid::regclass || '.constraint ' || conname, format('%s constraint %s', conrelid::regclass, pg_get_constraintdef(oid))
    from pg_constraint where connamespace = 'daylatch'::regnamespace and contype <> 'n'
    union all
    select indrelid::regclass || '.index', pg_get_indexdef(indexrelid)
    from pg_index join pg_class c on c.oid = indrelid where c.relnamespace = 'daylatch'::regnamespace
    union all
    select relname || '.options', format('%s with (%s)', relname, array_to_string(reloptions, ', '))
    from pg_class where relnamespace = 'daylatch'::regnamespace and reloptions is not null
    union all
    select 'function', pg_get_functiondef(oid) from pg_proc where pronamespace = 'daylatch'::regnamespace
  ) as description
  order by place collate "C", line collate "C"`

test('the schema is the one in sql/postgres/schema.txt; `npm run schema:dump` writes it anew', async () => {
  const { pool } = await freshDatabase()
  const client = await pool.connect()
  await client.query('set search_path = daylatch')
  const { rows } = await client.query<{ line: string }>(describeSchema)
  await client.query('reset search_path')
  client.release()
  await expect(rows.map((row) => row.line.trimEnd()).join('\n') + '\n').toMatchFileSnapshot(
    '../../sql/postgres/schema.txt',
  )
})
