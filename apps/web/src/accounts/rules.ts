/** What the forms refuse before the server has to. The server decides again; these only answer sooner. */
export const passwordLength = { min: 8, max: 128 } as const
export const nameLength = { max: 80 } as const

export type Values = Readonly<Record<string, string>>
export type FieldProblem =
  'name-missing' | 'name-long' | 'email-odd' | 'password-missing' | 'password-short' | 'password-long'
export type Problems = Readonly<Partial<Record<'name' | 'email' | 'password', FieldProblem>>>

const emailShape = /^[^\s@]+@[^\s@]+$/

/** What is wrong with a new account's fields; empty if nothing is. */
export function problemsOfNewAccount(values: Values): Problems {
  const name = values.name?.trim() ?? ''
  return {
    ...(name === '' ? { name: 'name-missing' } : name.length > nameLength.max ? { name: 'name-long' } : {}),
    ...problemsOfEmail(values),
    ...problemsOfNewPassword(values),
  }
}

export function problemsOfNewPassword({ password = '' }: Values): Problems {
  return {
    ...(password.length < passwordLength.min ? { password: 'password-short' } : {}),
    ...(password.length > passwordLength.max ? { password: 'password-long' } : {}),
  }
}

/** What is wrong with the fields of a sign-in. An old password may be of any length. */
export function problemsOfSignIn(values: Values): Problems {
  return { ...problemsOfEmail(values), ...problemsOfPassword(values) }
}

/** What is wrong with a password that confirms something. */
export function problemsOfPassword({ password }: Values): Problems {
  return password ? {} : { password: 'password-missing' }
}

function problemsOfEmail(values: Values): Problems {
  return emailShape.test(values.email?.trim() ?? '') ? {} : { email: 'email-odd' }
}
