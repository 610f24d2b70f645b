// The request as a Python program on the openai package.
import { literal, type Notation } from './literal';
import { type FileReference, filesOf, isStreamed, METHODS, type Program, type Target } from './program';

export function python(one: Program, target: Target): string {
  const helper = one.kind === 'json' && filesOf(one).length > 0;
  const images = one.kind === 'form' || one.operation === 'image_generation';
  return [
    ...(helper || images ? ['import base64'] : []),
    'import os',
    '',
    'from openai import OpenAI  # pip install openai',
    '',
    `client = OpenAI(base_url=${NOTATION.scalar(target.baseUrl)}, api_key=os.environ["HUB_KEY"])`,
    '',
    ...(helper ? encoder(filesOf(one)) : []),
    ...(one.kind === 'form' ? edit(one) : [call(one), '', ...shown(one)]),
    '',
  ].join('\n');
}

const NOTATION: Notation = {
  scalar: (value) => {
    if (value === null) return 'None';
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    return JSON.stringify(value);
  },
  key: (key) => JSON.stringify(key),
  file: (file) => read(file),
  trailingComma: true,
  step: '    ',
  padding: '',
};

function read(file: FileReference): string {
  const encoded = `encoded(${JSON.stringify(file.name)})`;
  return file.form === 'data_url' ? `"data:${file.mime};base64," + ${encoded}` : encoded;
}

function encoder(files: string[]): string[] {
  return [
    '',
    `# Reads from this folder: ${files.join(', ')}`,
    'def encoded(path: str) -> str:',
    '    with open(path, "rb") as file:',
    '        return base64.b64encode(file.read()).decode()',
    '',
    '',
  ];
}

function call(one: Extract<Program, { kind: 'json' }>): string {
  const members = Object.entries(one.body).map(([key, value]) => `    ${key}=${literal(value, NOTATION, '    ')},`);
  return [`answer = ${METHODS[one.operation]}(`, ...members, ')'].join('\n');
}

function shown(one: Extract<Program, { kind: 'json' }>): string[] {
  if (one.operation === 'embeddings') {
    return ['for item in answer.data:', '    print(item.index, item.embedding[:3], len(item.embedding))'];
  }
  if (one.operation === 'image_generation') return saved();
  if (!isStreamed(one))
    return ['message = answer.choices[0].message', 'print(message.content, message.tool_calls or "")'];
  return [
    'for chunk in answer:',
    '    for choice in chunk.choices:',
    '        print(choice.delta.content or "", end="", flush=True)',
    '        for tool_call in choice.delta.tool_calls or []:',
    '            print(tool_call.function.name or "", tool_call.function.arguments or "", end="")',
    'print()',
  ];
}

function edit(one: Extract<Program, { kind: 'form' }>): string[] {
  const lists = listed(one.files);
  return [
    `# Reads from this folder: ${filesOf(one).join(', ')}`,
    'answer = client.images.edit(',
    ...lists.map(([field, names]) => `    ${field}=${opened(names)},`),
    ...one.fields.map(([field, value]) => `    ${field}=${field === 'n' ? value : NOTATION.scalar(value)},`),
    ')',
    '',
    ...saved(),
  ];
}

function opened(names: string[]): string {
  const all = names.map((name) => `open(${JSON.stringify(name)}, "rb")`);
  return all.length === 1 ? (all[0] ?? '') : `[${all.join(', ')}]`;
}

/** The SDKs take several images as one list; the form has them as `image[]`. */
export function listed(files: [string, string][]): [string, string[]][] {
  const lists = new Map<string, string[]>();
  for (const [field, name] of files) {
    const plain = field.replace('[]', '');
    lists.set(plain, [...(lists.get(plain) ?? []), name]);
  }
  return [...lists];
}

function saved(): string[] {
  return [
    'for number, image in enumerate(answer.data, start=1):',
    '    if image.b64_json:',
    '        with open(f"answer-{number}.png", "wb") as file:',
    '            file.write(base64.b64decode(image.b64_json))',
    '    else:',
    '        print(image.url)',
  ];
}
