import { ConfigSchema } from './schema.ts'

/** The JSON Schema of the configuration file as text, for editors. A key that has a default may be left out. */
export function describeConfig(): string {
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...ConfigSchema }
  return `${JSON.stringify(schema, withoutDefaulted, 2)}\n`
}

function withoutDefaulted(key: string, value: unknown): unknown {
  // For our own messages; what it holds stands under `anyOf` as well.
  if (key === 'byKind') return undefined
  if (typeof value !== 'object' || value === null || !('required' in value) || !('properties' in value))
    return value
  const { required, ...rest } = value as {
    readonly required: readonly string[]
    readonly properties: Readonly<Record<string, object>>
  }
  const needed = required.filter((name) => !('default' in (rest.properties[name] ?? {})))
  return needed.length === 0 ? rest : { ...rest, required: needed }
}
