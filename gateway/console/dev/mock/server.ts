/** The made-up hub's answers. */
import type { IncomingMessage, ServerResponse } from 'node:http';

function send(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', status < 400 ? 'application/json' : 'application/problem+json');
  response.end(status === 204 ? undefined : JSON.stringify(body));
}

/** Answers a call, or leaves it to Vite. */
export function answer(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/api/me' || pathname === '/api/session') {
    send(response, 200, {
      kind: 'operator',
      id: null,
      name: null,
      organization: { id: '0b6d0000-0000-7000-8000-000000000000', name: 'default', display_name: null },
      may: { manage: true, operate: true, scopes: ['chat', 'embeddings', 'images', 'models', 'manage'], models: ['*'] },
      csrf_token: 'mock',
      session_ends_at: null,
    });
    return;
  }
  if (pathname === '/api/organizations') {
    send(response, 200, { data: [], next_cursor: null });
    return;
  }
  next();
}
