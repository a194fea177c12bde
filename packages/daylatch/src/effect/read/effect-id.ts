import { badOption } from '../../errors.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** @throws {DaylatchError} BAD_OPTION */
export function assertEffectId(option: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || !UUID.test(value)) throw badOption(option, 'the id of an effect', value)
}
