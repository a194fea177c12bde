import { ConfigSchema } from './schema.ts'

/** The JSON Schema of the configuration file as text, for editors. */
export function describeConfig(): string {
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...ConfigSchema }
  return `${JSON.stringify(schema, null, 2)}\n`
}
