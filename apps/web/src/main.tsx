import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { RouterProvider } from 'react-router'
import { takeLinkToken } from './accounts/link-token.ts'
import { i18n, startI18n } from './i18n/index.ts'
import { queryClient } from './query-client.ts'
import { startRouter } from './routes.tsx'
import './styles.css'

takeLinkToken()
await startI18n()

const root = document.getElementById('root')
if (!root) throw new Error('Expected index.html to have an element with the id `root`')

createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={startRouter()} />
      </QueryClientProvider>
    </I18nextProvider>
  </StrictMode>,
)
