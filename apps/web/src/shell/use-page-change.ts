import { useEffect, useRef } from 'react'
import { useLocation } from 'react-router'
import { headingId } from '../ui/page-heading.tsx'

/**
 * After a change of page, moves the focus to the new heading and the view to the top, as loading a page would.
 * The first page is left alone: the browser has just loaded it.
 */
export function usePageChange(): void {
  const { pathname } = useLocation()
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current === pathname) return
    before.current = pathname
    globalThis.scrollTo(0, 0)
    document.getElementById(headingId)?.focus()
  }, [pathname])
}
