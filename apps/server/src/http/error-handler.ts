import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem, PROBLEM_TYPE } from './problem.ts'
import { toProblem } from './to-problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route that has its own form for refusals, such as the one that answers `{"status":0,"message":…}`. */
    readonly refusal?: (request: FastifyRequest, problem: Problem) => Record<string, unknown>
    /** A route that is called by programs of others with fields that nobody needs, and keeps none of them unlooked at. */
    readonly takesAnyText?: boolean
  }
}

/** Answers everything that was thrown. Only a defect of ours is logged as an error, and with its stack. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(request, reply, toProblem(error))
}

export function handleNotFound(request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(request, reply, notFound())
}

export function notFound(): Problem {
  return new Problem(404, 'not-found', 'There is nothing at this address.')
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  if (problem.status >= 500) {
    const level = problem.status === 503 ? 'warn' : 'error'
    request.log[level]({ code: problem.code, err: problem.cause ?? problem }, 'the request failed')
  }
  const { refusal } = request.routeOptions.config
  void reply
    .code(problem.status)
    .headers({ ...problem.headers, 'cache-control': 'no-store' })
    .type(refusal === undefined ? PROBLEM_TYPE : 'application/json; charset=utf-8')
    .send(refusal === undefined ? problem.toBody() : refusal(request, problem))
}
