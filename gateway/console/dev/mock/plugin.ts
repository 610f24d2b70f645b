/** A hub that is made up, inside Vite: for looking at every state of every page without servers. `HUB_MOCK=1` puts it in. */
import type { Plugin } from 'vite';
import { answer } from './server';

/** The plugin: it answers `/api`, `/v1` and `/readyz` in development and in the preview of a build. */
export function mockHub(): Plugin {
  return {
    name: 'mock-hub',
    configureServer: (server) => void server.middlewares.use(answer),
    configurePreviewServer: (server) => void server.middlewares.use(answer),
  };
}
