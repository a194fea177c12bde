import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressAssets } from './tools/compress-assets.ts'
import { firstPaint } from './tools/first-paint.ts'

const server = process.env.DAYLATCH_DEV_SERVER ?? 'http://127.0.0.1:3000'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), firstPaint(), compressAssets()],
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    // The Content-Security-Policy allows fonts and scripts from files only, so nothing becomes a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Libraries change seldom: in a file of their own they stay in the browser's cache over our releases. What only the
      // staff's pages need comes with those.
      output: {
        codeSplitting: {
          groups: [
            { name: 'libraries', test: /node_modules\/(?!sms-segments-calculator|grapheme-splitter)/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': {
        target: server,
        changeOrigin: true,
        // The server refuses foreign pages by their Origin; in development this page is served from another port.
        configure: (proxy) => {
          proxy.on('proxyReq', (request) => {
            if (request.hasHeader('origin')) request.setHeader('origin', server)
          })
        },
      },
    },
  },
})
