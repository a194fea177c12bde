/** The body of an answer, where the test knows what it expects in it. */
export async function bodyOf<T = Record<string, unknown>>(response: Response): Promise<T> {
  return (await response.json()) as T
}

/** Status and code of a refusal. */
export async function refusalOf(response: Response): Promise<readonly [status: number, code: unknown]> {
  return [response.status, (await bodyOf(response))['code']]
}
