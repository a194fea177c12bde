import { useLocation } from 'react-router'

/**
 * The page that sent the visitor to sign in, else the check-in page. It travels in the history's state and not in the
 * address, so that no link from elsewhere can choose where a member lands after signing in.
 */
export function useReturnAddress(): string {
  const { state } = useLocation()
  return fromOf(state) ?? '/'
}

function fromOf(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('from' in state)) return undefined
  return typeof state.from === 'string' ? state.from : undefined
}
