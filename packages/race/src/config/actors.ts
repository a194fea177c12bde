import type { ActorFunction, CommandActor, FunctionActor, HttpActor } from './lab-options.ts'

export interface HttpActorOptions {
  readonly name?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is, with the content type that `headers` names. */
  readonly body?: string
}

/** An actor that is a request to the application. */
export function http(method: string, path: string, options: HttpActorOptions = {}): HttpActor {
  const { name = `${method} ${path}`, headers = {}, form, json, body } = options
  const contents = [form, json, body].filter((content) => content !== undefined)
  if (contents.length > 1) throw new TypeError('Expected one of `form`, `json` and `body`, got several')
  const [content, type] =
    form !== undefined
      ? [new URLSearchParams(form).toString(), 'application/x-www-form-urlencoded']
      : json !== undefined
        ? [JSON.stringify(json), 'application/json']
        : [body ?? null, undefined]
  const typed = type === undefined ? headers : { 'content-type': type, ...headers }
  return { kind: 'http', name, method, path, headers: typed, body: content }
}

export interface CommandActorOptions {
  readonly name?: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** An actor that is a program: run by the shell, done when it has ended. An exit code other than 0 counts as an error. */
export function command(line: string, options: CommandActorOptions = {}): CommandActor {
  const { name = line, cwd = null, env = {} } = options
  return { kind: 'command', name, command: line, cwd, env }
}

/** An actor that is a function, with the name that the story shall use. */
export function actor<App>(name: string, run: ActorFunction<App>): FunctionActor<App> {
  return { kind: 'function', name, run }
}
