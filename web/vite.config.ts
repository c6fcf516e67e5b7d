import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where the server listens while `npm run dev` runs both. */
const server = `http://localhost:${process.env.PORT ?? 5000}`
const fromServer = Object.fromEntries(
  ['/api', '/media', '/docs', '/health', '/oembed', '/sitemap.xml', '/feeds'].map((path) => [path, server]),
)

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { port: 5173, proxy: fromServer },
  build: {
    target: 'baseline-widely-available',
    manifest: true,
    // Precompressed afterwards, and measured by `npm run sizes`.
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    // All of it is less than what a dozen more requests cost a telephone.
    cssCodeSplit: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        // What pages share in one file: thirty small ones cost a telephone more than what one of them has too much.
        codeSplitting: {
          groups: [{ name: 'common', test: /src\/(ui\/(?!crop)|router|api|lib|text)|lucide-react/ }],
        },
      },
    },
  },
})
