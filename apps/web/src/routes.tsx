import { createBrowserRouter } from 'react-router'
import type { RouteObject } from 'react-router'
import { RegisterPage } from './accounts/register-page.tsx'
import { SetUpPage } from './accounts/set-up-page.tsx'
import { SignInPage } from './accounts/sign-in-page.tsx'
import { BalancePage } from './balance/balance-page.tsx'
import { CheckInPage } from './check-in/check-in-page.tsx'
import { CrashPage } from './shell/crash-page.tsx'
import { Layout } from './shell/layout.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { TodayPage } from './today/today-page.tsx'

/** Every page there is. They are small, so they come in one file with the first load; a large part would be `lazy`. */
const routes: RouteObject[] = [
  {
    element: <Layout />,
    errorElement: <CrashPage />,
    children: [
      { index: true, element: <CheckInPage /> },
      { path: 'today', element: <TodayPage /> },
      { path: 'balance', element: <BalancePage /> },
      { path: 'register', element: <RegisterPage /> },
      { path: 'sign-in', element: <SignInPage /> },
      { path: 'set-up', element: <SetUpPage /> },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
]

/** Reads the address bar at once: call it after everything that changes it. */
export function startRouter(): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter(routes)
}
