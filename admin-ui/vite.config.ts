import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** While the console is worked on: `npx vite admin-ui`, with a hub running at its usual address. */
const hub = 'http://127.0.0.1:3000';

const chunks: readonly (readonly [RegExp, string | null])[] = [
  [/node_modules\/(react|react-dom|scheduler)\//, 'react'],
  [/node_modules\/(@mantine\/(spotlight|form)|js-yaml|re2js)\//, null],
  // What only the flow editor needs comes with it.
  [/node_modules\/(@codemirror|@lezer|@marijn|@xyflow|crelt|style-mod|w3c-keyname)\//, null],
  [/node_modules\/(classcat|d3-[a-z]+|use-sync-external-store|zustand)\//, null],
  [/node_modules\/(@mantine|@floating-ui|clsx|lucide-react)\//, 'components'],
  [/node_modules\//, 'packages'],
  [/src\/(api|live|location|look|session|show)\/|src\/messages\/[^/]*\.tsx?$/, 'console'],
  [/src\/(list|form)\//, 'lists-and-forms'],
];

export default defineConfig({
  plugins: [react()],
  base: '/',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    target: 'es2022',
    // The content security policy knows `img-src data:` only: fonts and scripts must stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        // Few files instead of fifty: what changes with the packages, what all pages share, and each page.
        manualChunks: (id) => chunks.find(([pattern]) => pattern.test(id))?.[1] ?? undefined,
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/api': { target: hub, ws: true }, '/openapi.json': hub },
  },
});
