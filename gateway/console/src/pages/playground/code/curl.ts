// The request as a curl command for a POSIX shell.
import { literal, type Notation } from './literal';
import { type FileReference, filesOf, isStreamed, PATHS, type Program, type Target } from './program';

export function curl(one: Program, target: Target): string {
  const files = filesOf(one);
  const note = files.length === 0 ? '' : `# Reads from this folder: ${files.join(', ')}\n`;
  return note + (one.kind === 'form' ? form(one, target) : json(one, target, files.length > 0));
}

function json(one: Extract<Program, { kind: 'json' }>, target: Target, reads: boolean): string {
  const body = literal(one.body, reads ? EXPANDED : VERBATIM, '');
  const [open, text] = reads ? ['JSON', body] : ["'JSON'", body];
  const buffer = isStreamed(one) ? ' --no-buffer' : '';
  return [
    `curl -sS${buffer} ${quoted(target.baseUrl + PATHS[one.operation])} \\`,
    '  -H "Authorization: Bearer $HUB_KEY" \\',
    '  -H "Content-Type: application/json" \\',
    `  --data-binary @- <<${open}`,
    text,
    'JSON',
    '',
  ].join('\n');
}

function form(one: Extract<Program, { kind: 'form' }>, target: Target): string {
  return [
    `curl -sS ${quoted(`${target.baseUrl}/images/edits`)}`,
    '  -H "Authorization: Bearer $HUB_KEY"',
    ...one.files.map(([field, name]) => `  -F ${quoted(`${field}=@${name}`)}`),
    ...one.fields.map(([field, value]) => `  --form-string ${quoted(`${field}=${value}`)}`),
  ]
    .join(' \\\n')
    .concat('\n');
}

/** Within a quoted here-document nothing is special. */
const VERBATIM: Notation = {
  scalar: (value) => JSON.stringify(value),
  key: (key) => JSON.stringify(key),
  file: () => '',
  trailingComma: false,
  step: '  ',
  padding: ' ',
};

/** Within an open here-document files are read in place, so what the shell would read in strings is escaped. */
const EXPANDED: Notation = {
  scalar: (value) => shellSafe(JSON.stringify(value)),
  key: (key) => shellSafe(JSON.stringify(key)),
  file: (file) => `"${prefix(file)}$(base64 < ${file.name} | tr -d '\\n')"`,
  trailingComma: false,
  step: '  ',
  padding: ' ',
};

function prefix(file: FileReference): string {
  return file.form === 'data_url' ? `data:${file.mime};base64,` : '';
}

function shellSafe(text: string): string {
  return text.replace(/[\\$`]/g, '\\$&');
}

/** One word for the shell, whatever is in it. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_/:.@=%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
