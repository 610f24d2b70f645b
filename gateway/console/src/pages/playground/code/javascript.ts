// The request as a JavaScript program (Node) on the openai package.
import { literal, type Notation } from './literal';
import { type FileReference, filesOf, isStreamed, METHODS, type Program, type Target } from './program';
import { listed } from './python';

export function javascript(one: Program, target: Target): string {
  const helper = one.kind === 'json' && filesOf(one).length > 0;
  const images = one.kind === 'form' || one.operation === 'image_generation';
  const fromNode = [
    ...(one.kind === 'form' ? ['createReadStream'] : []),
    ...(helper ? ['readFileSync'] : []),
    ...(images ? ['writeFileSync'] : []),
  ];
  return [
    ...(fromNode.length > 0 ? [`import { ${fromNode.join(', ')} } from "node:fs";`] : []),
    'import OpenAI from "openai"; // npm install openai; save as call.mjs',
    '',
    `const client = new OpenAI({ baseURL: ${JSON.stringify(target.baseUrl)}, apiKey: process.env.HUB_KEY });`,
    '',
    ...(helper ? encoder(filesOf(one)) : []),
    ...(one.kind === 'form' ? edit(one) : [call(one), '', ...shown(one)]),
    '',
  ].join('\n');
}

const NOTATION: Notation = {
  scalar: (value) => JSON.stringify(value),
  key: (key) => {
    // As a plain key of a literal it would set the prototype.
    if (key === '__proto__') return '["__proto__"]';
    return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) ? key : JSON.stringify(key);
  },
  file: (file) => read(file),
  trailingComma: true,
  step: '  ',
  padding: ' ',
};

function read(file: FileReference): string {
  const encoded = `encoded(${JSON.stringify(file.name)})`;
  return file.form === 'data_url' ? `"data:${file.mime};base64," + ${encoded}` : encoded;
}

function encoder(files: string[]): string[] {
  return [
    `// Reads from this folder: ${files.join(', ')}`,
    'const encoded = (path) => readFileSync(path).toString("base64");',
    '',
  ];
}

function call(one: Extract<Program, { kind: 'json' }>): string {
  return `const answer = await ${METHODS[one.operation]}(${spread(one)});`;
}

function spread(one: Extract<Program, { kind: 'json' }>): string {
  const members = Object.entries(one.body).map(
    ([key, value]) => `  ${NOTATION.key(key)}: ${literal(value, NOTATION, '  ')},`,
  );
  return ['{', ...members, '}'].join('\n');
}

function shown(one: Extract<Program, { kind: 'json' }>): string[] {
  if (one.operation === 'embeddings') {
    return [
      'for (const { index, embedding } of answer.data) console.log(index, embedding.slice(0, 3), embedding.length);',
    ];
  }
  if (one.operation === 'image_generation') return saved();
  if (!isStreamed(one)) {
    return ['const { content, tool_calls } = answer.choices[0].message;', 'console.log(content, tool_calls ?? "");'];
  }
  return [
    'for await (const chunk of answer) {',
    '  for (const { delta } of chunk.choices) {',
    '    process.stdout.write(delta.content ?? "");',
    '    for (const call of delta.tool_calls ?? []) {',
    '      process.stdout.write((call.function?.name ?? "") + (call.function?.arguments ?? ""));',
    '    }',
    '  }',
    '}',
  ];
}

function edit(one: Extract<Program, { kind: 'form' }>): string[] {
  return [
    `// Reads from this folder: ${filesOf(one).join(', ')}`,
    'const answer = await client.images.edit({',
    ...listed(one.files).map(([field, names]) => `  ${field}: ${opened(names)},`),
    ...one.fields.map(([field, value]) => `  ${field}: ${field === 'n' ? value : JSON.stringify(value)},`),
    '});',
    '',
    ...saved(),
  ];
}

function opened(names: string[]): string {
  const all = names.map((name) => `createReadStream(${JSON.stringify(name)})`);
  return all.length === 1 ? (all[0] ?? '') : `[${all.join(', ')}]`;
}

function saved(): string[] {
  return [
    'for (const [index, image] of answer.data.entries()) {',
    '  if (image.b64_json) writeFileSync("answer-" + (index + 1) + ".png", Buffer.from(image.b64_json, "base64"));',
    '  else console.log(image.url);',
    '}',
  ];
}
