import type { Duplex } from 'node:stream'
import type { ActorOutcome } from '../run/run.ts'

/** A session of the lab's own, beside the actors: no schedule holds it. */
export interface LabDatabase {
  /** Where the application must connect to: the lab's door, not the server's. It changes from run to run of the program. */
  readonly url: string
  /**
   * Rows of one statement, as `pg` reads them.
   *
   * @throws whatever the server refuses, as `pg` throws it
   */
  readonly query: <Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ) => Promise<readonly Row[]>
}

/** A request that reached one of `gateways`. */
export interface GatewayCall {
  readonly method: string
  /** With the query string. */
  readonly path: string
  readonly body: string
}

/** What a stub answers; `200` without a body where nothing is said. */
export interface GatewayAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A stub in the place of somebody else's service. Each call is a step: the schedule holds it until it may arrive. */
export type Gateway = (call: GatewayCall) => GatewayAnswer | undefined | Promise<GatewayAnswer | undefined>

/** What an actor that is a function gets besides the application. */
export interface ActorContext<Stub extends string = string> {
  /** Number of the execution, from 1: for a subject of its own each time, where `reset` is `false`. */
  readonly run: number
  /** Address of each stub of `gateways`. */
  readonly gateways: Readonly<Record<Stub, string>>
  /** A step of the actor's own, for what happens outside of the database: the schedule holds it here. */
  readonly point: (name: string) => Promise<void>
}

/** A function that does what a request would do, with connections to the lab's door. */
export type ActorFunction<App, Stub extends string = string> = (
  app: App,
  context: ActorContext<Stub>,
) => unknown

/** The same with a name for the story. */
export interface FunctionActor<App> {
  readonly kind: 'function'
  readonly name: string
  readonly run: ActorFunction<App>
}

/** A request to `application`; made by `http()`. */
export interface HttpActor {
  readonly kind: 'http'
  /** @default method and path */
  readonly name: string
  readonly method: string
  /** Below the application's address, or a whole address of its own. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** A program that is run by the shell with the lab's `DATABASE_URL`; made by `command()`. */
export interface CommandActor {
  readonly kind: 'command'
  /** @default the command */
  readonly name: string
  readonly command: string
  readonly cwd: string | null
  readonly env: Readonly<Record<string, string>>
}

export type Actor<App = unknown, Stub extends string = string> =
  ActorFunction<App, Stub> | FunctionActor<App> | HttpActor | CommandActor

/** What is known when the application is started. */
export interface ApplicationContext<Stub extends string = string> {
  /** The lab's door: what the application must take for its database. */
  readonly url: string
  /** The same door without a network, for `pg` in this process: `new Pool(pg)`. It takes a fifth of the machine's time less. */
  readonly pg: { readonly connectionString: string; readonly stream: () => Duplex }
  /** What the door's TLS shows, in PEM, for a client that looks at it; `null` without `tls`. */
  readonly certificate: string | null
  /** The same door for what belongs to no actor, such as a background job: see `strangers`. */
  readonly backgroundUrl: string
  /** A free port; `PORT` in its environment. */
  readonly port: number
  readonly gateways: Readonly<Record<Stub, string>>
}

/** An application in a process of its own, in any language. */
export interface ApplicationProcess<Stub extends string = string> {
  /**
   * Starts it, by the shell. It gets `DATABASE_URL` (the lab's door) and `PORT` (a free one) in its environment, and is
   * ended with the lab. Without a command it must run already, with the lab's door as its database: see `port`.
   */
  readonly command?: string
  /** @default the folder of this process */
  readonly cwd?: string
  /** More for its environment: where it wants a database address of another form, or the address of a stub. */
  readonly env?:
    | Readonly<Record<string, string>>
    | ((context: ApplicationContext<Stub>) => Readonly<Record<string, string>>)
  /**
   * Asked for until it answers with less than 500. Where `command` starts several processes, the lab then waits until none of
   * them has opened a connection for half a second; better is an answer that comes when all have theirs. @default `/`
   */
  readonly ready?: string
  /** How long that may take. @default 30,000 */
  readonly readyWithinMs?: number
  /** Where it listens. @default `http://127.0.0.1:<PORT>` */
  readonly url?: string
}

/** The application in this process: opens its connections to the lab's door and gives what the actors need. */
export type ApplicationFactory<App, Stub extends string = string> = (
  url: string,
  context: ApplicationContext<Stub>,
) => App | Promise<App>

/** What the invariant sees after all actors have ended. */
export interface Aftermath<App = unknown, Stub extends string = string> extends LabDatabase {
  readonly app: App
  readonly run: number
  /** How each actor ended, in the order of `actors`. Of an HTTP actor the value is `{ status, headers, body }`. */
  readonly outcomes: readonly ActorOutcome[]
  /** What arrived at each stub in this run. */
  readonly calls: Readonly<Record<Stub, readonly GatewayCall[]>>
}

/**
 * What must be true after every order. A string is SQL: the first column of its first row must be true. A function gives
 * `true` or nothing where it holds, `false` or a sentence where it does not; an assertion that fails counts as that sentence.
 * Any other error is an error of the test, and ends it.
 */
export type Invariant<App = unknown, Stub extends string = string> =
  | string
  | ((
      aftermath: Aftermath<App, Stub>,
    ) => boolean | string | undefined | void | Promise<boolean | string | undefined | void>)

/** Everything that a laboratory needs to run an application in an order of its choice. */
export interface LabOptions<App = unknown, Stub extends string = string> {
  /**
   * Address of a PostgreSQL server on which the lab may make databases of its own, as a superuser where it should restore
   * tables quickly. @default a server of the lab's own, in a temporary folder
   */
  readonly database?: string
  /** Makes the tables and the rows that each execution starts from: SQL, or a function. Done once. */
  readonly setUp?: string | ((database: LabDatabase) => unknown)
  /** @default none: the actors know where they connect */
  readonly application?: ApplicationFactory<App, Stub> | ApplicationProcess<Stub>
  /** Ends what `application` opened, before the lab closes. @default its own `end`, `close` or `destroy` */
  readonly close?: (app: App) => unknown
  /** Who races: at least one. The first is A in the story, the second B. */
  readonly actors: readonly Actor<App, Stub>[]
  readonly invariant: Invariant<App, Stub>
  /**
   * How each execution gets the same start: `'restore'` puts the touched tables and sequences back, a function does what it
   * says, `false` does nothing, for actors that take a fresh subject by `run`. @default 'restore'
   */
  readonly reset?: 'restore' | false | ((database: LabDatabase) => unknown)
  /** Stubs of other people's services, by name. @default none */
  readonly gateways?: Readonly<Record<Stub, Gateway>>
  /** Port of the lab's door on 127.0.0.1, for an application that is configured beforehand. @default a free one */
  readonly port?: number
  /**
   * Whether the door speaks TLS with clients that ask for it, for those that insist (`sslmode=require`). It takes a
   * millisecond for each connection, and no client can bind its password to the channel. @default false
   */
  readonly tls?: boolean
  /**
   * What becomes of statements that belong to no actor: they pass, or are held until the execution is over. These are the
   * ones on connections by `backgroundUrl`, and those that come while all actors are held. @default 'pass'
   */
  readonly strangers?: 'pass' | 'hold'
  /**
   * After which silence an actor that waits for nothing in the database is taken to wait outside of it. An
   * interpreter on a busy machine thinks for longer than a function of this process.
   * @default 50, or 500 where an actor is a request or a command
   */
  readonly parkAfterMs?: number
  /** After which a single execution is given up as hanging. @default 10,000 */
  readonly giveUpAfterMs?: number
}
