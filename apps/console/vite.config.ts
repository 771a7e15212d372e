import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `#room/contract` imports resolve through package.json `imports`, as in Node; no alias table to keep in step.
export default defineConfig({
  plugins: [react()],
  build: {
    // Files, never data: URLs, so that `font-src 'self'` and `img-src 'self'` are enough.
    assetsInlineLimit: 0,
    // The polyfill would be an extra script; every browser we support preloads modules.
    modulePreload: { polyfill: false },
    // The password dictionaries are the largest chunk; only set-up and invitations load it.
    chunkSizeWarningLimit: 1700,
  },
  server: { proxy: { '/api': { target: 'http://localhost:4400', ws: true } } },
});
