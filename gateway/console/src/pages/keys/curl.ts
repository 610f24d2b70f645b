/** A call to a model as a command to paste into a terminal. */
export function curlOf(origin: string, token: string, model: string): string {
  const quoted = model.replaceAll("'", "'\\''");
  return [
    `curl ${origin}/v1/chat/completions \\`,
    `  -H "Authorization: Bearer ${token}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '{"model": "${quoted}", "messages": [{"role": "user", "content": "Say hello."}]}'`,
  ].join('\n');
}
