import { compile } from 'json-schema-to-typescript'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type JsonObject = { [key: string]: Json }

const methods = ['get', 'post', 'put', 'patch', 'delete']

const banner = `/* eslint-disable */
// Written from apps/server/openapi.json by \`npm run generate -w @daylatch/web\`. Change the server's routes instead.
`

/**
 * Writes the TypeScript types of an OpenAPI document: one interface \`Paths\`, path by path and method by method,
 * with \`query\`, \`body\` and \`responses\`. The pages call the server through these types alone, so a field that
 * the server renames stops the pages' build.
 *
 * The document becomes one JSON Schema whose value would be the whole API, because that is the shape the
 * compiler takes. Path parameters stand in the path's own braces, where the client reads
 * their names; headers are left out: the client knows the one that it sends.
 */
export async function typesFromOpenApi(document: JsonObject): Promise<string> {
  const paths = Object.entries(objectAt(document, 'paths')).map(
    ([path, item]) => [path, pathSchema(item)] as const,
  )
  const schema = {
    ...closed(Object.fromEntries(paths)),
    title: 'Paths',
    definitions: { Problem: problemSchema(document) ?? {} },
    components: document.components ?? {},
  }
  const types = await compile(schema as Parameters<typeof compile>[0], 'Paths', {
    bannerComment: banner,
    additionalProperties: false,
    unreachableDefinitions: false,
    style: { semi: false, singleQuote: true, printWidth: 110 },
  })
  return types.endsWith('\n') ? types : `${types}\n`
}

/** The refusal that nearly every route declares. It is written once, under its own name, instead of sixty times. */
function problemSchema(document: JsonObject): JsonObject | undefined {
  const responses = Object.values(objectAt(document, 'paths')).flatMap((item) =>
    Object.values(asObject(item)).flatMap((operation) =>
      Object.values(objectAt(asObject(operation), 'responses')),
    ),
  )
  return responses.map((response) => contentSchema(asObject(response))).find(isProblem)
}

function isProblem(schema: JsonObject | undefined): schema is JsonObject {
  return Object.keys(objectAt(schema ?? {}, 'properties')).join() === 'type,title,status,detail,code'
}

function pathSchema(item: Json): JsonObject {
  const operations = Object.entries(asObject(item)).filter(([method]) => methods.includes(method))
  return closed(
    Object.fromEntries(
      operations.map(([method, operation]) => [method, operationSchema(asObject(operation))]),
    ),
  )
}

function operationSchema(operation: JsonObject): JsonObject {
  const query = querySchema(operation)
  const body = contentSchema(objectAt(operation, 'requestBody'))
  const responses = Object.entries(objectAt(operation, 'responses')).map(
    ([status, response]) => [status, responseSchema(asObject(response))] as const,
  )
  return closed({
    ...(query ? { query } : {}),
    ...(body ? { body } : {}),
    responses: closed(Object.fromEntries(responses)),
  })
}

function responseSchema(response: JsonObject): JsonObject {
  const schema = contentSchema(response)
  if (isProblem(schema)) return { $ref: '#/definitions/Problem' }
  return schema ?? { tsType: 'undefined' }
}

function querySchema(operation: JsonObject): JsonObject | undefined {
  const parameters = Array.isArray(operation.parameters) ? operation.parameters.map(asObject) : []
  const inQuery = parameters.filter((parameter) => parameter.in === 'query')
  if (inQuery.length === 0) return undefined
  return {
    type: 'object',
    additionalProperties: false,
    required: inQuery
      .filter((parameter) => parameter.required === true)
      .map((parameter) => nameOf(parameter)),
    properties: Object.fromEntries(
      inQuery.map((parameter) => [nameOf(parameter), objectAt(parameter, 'schema')]),
    ),
  }
}

/** The JSON body of a request or an answer; problem details count as JSON. */
function contentSchema(holder: JsonObject): JsonObject | undefined {
  const content = objectAt(holder, 'content')
  const type = Object.keys(content).find((name) => /^application\/(problem\+)?json\b/.test(name))
  return type ? objectAt(asObject(content[type]), 'schema') : undefined
}

function nameOf(parameter: JsonObject): string {
  return typeof parameter.name === 'string' ? parameter.name : ''
}

function closed(properties: JsonObject): JsonObject {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties }
}

function objectAt(holder: JsonObject, key: string): JsonObject {
  return asObject(holder[key])
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
