import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { mockHub } from './dev/mock/plugin';
import { licences } from './scripts/licences';

const hub = process.env.HUB_URL ?? 'http://127.0.0.1:8787';
const mocked = process.env.HUB_MOCK === '1';
const toHub = { target: hub, changeOrigin: false };

export default defineConfig({
  plugins: [react(), licences(), ...(mocked ? [mockHub()] : [])],
  server: {
    host: '127.0.0.1',
    proxy: mocked
      ? {}
      : { '/api': toHub, '/v1': toHub, '/docs': toHub, '/openapi.json': toHub, '/readyz': toHub, '/healthz': toHub },
  },
  preview: { host: '127.0.0.1' },
  build: {
    target: 'es2022',
    // The files are embedded in the binary and served with a strict content security policy: nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    manifest: true,
    // What most pages need comes in one piece: dozens of small ones take a browser longer than their bytes do.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 8 }] } } },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
});
