import { useTranslation } from 'react-i18next'
import { NoAnswer } from '../api/trouble.ts'
import type { Refused } from '../api/trouble.ts'
import { nameLength, passwordLength } from './rules.ts'
import type { FieldProblem } from './rules.ts'

/** What is wrong with a field, in words. */
export function useFieldProblem(): (problem: FieldProblem | undefined) => string | undefined {
  const { t } = useTranslation()
  const words = {
    'name-missing': () => t('fields.nameMissing'),
    'name-long': () => t('fields.nameLong', { count: nameLength.max }),
    'email-odd': () => t('fields.emailOdd'),
    'password-missing': () => t('fields.passwordMissing'),
    'password-short': () => t('fields.passwordShort', { count: passwordLength.min }),
    'password-long': () => t('fields.passwordLong', { count: passwordLength.max }),
  } satisfies Record<FieldProblem, () => string>
  return (problem) => problem && words[problem]()
}

/** Why the server did not take a form, in words. Known by its code, never by the text of its message. */
export function useRefusalWords(): (trouble: NoAnswer | Refused) => string {
  const { t } = useTranslation()
  return (trouble) => {
    if (trouble instanceof NoAnswer) return t('states.noAnswer')
    if (trouble.status === 429) return t('refusals.tooMany', { count: trouble.retryAfterS ?? 60 })
    switch (trouble.code) {
      case 'email-taken':
        return t('refusals.emailTaken')
      case 'invalid-email-or-password':
        return t('refusals.wrongCredentials')
      case 'invalid-email':
        return t('fields.emailOdd')
      case 'banned':
        return t('refusals.banned')
      case 'sign-up-closed':
      case 'invitation-required':
        return t('refusals.signUpClosed')
      case 'invitation-refused':
        return t('refusals.invitationRefused')
      case 'wrong-password':
        return t('refusals.wrongPassword')
      case 'last-administrator':
        return t('refusals.lastAdministrator')
      default:
        return trouble.status === 400 ? t('refusals.invalid') : t('states.failed')
    }
  }
}
