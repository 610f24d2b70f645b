// After the build: compresses every file for the hub to send as it is, and refuses a first load of 300 kB or more.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url).pathname;
const limit = 300_000;
const worthIt = new Set(['.js', '.css', '.html', '.svg', '.json', '.txt']);

function compress(file) {
  const bytes = readFileSync(file);
  if (!worthIt.has(extname(file)) || bytes.length < 1024) return bytes.length;
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const gzip = gzipSync(bytes, { level: 9 });
  writeFileSync(`${file}.br`, brotli);
  writeFileSync(`${file}.gz`, gzip);
  return gzip.length;
}

function compressAll(folder) {
  const sizes = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.(br|gz)$/.test(entry.name)) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    sizes.set(file.slice(dist.length), compress(file));
  }
  return sizes;
}

/** The files that a first visit to the page loads: the entry, one language, the page, and what they import. */
function firstLoad(manifest, roots) {
  const files = new Set(['index.html', 'scheme.js', 'mark.svg']);
  const seen = new Set();
  const visit = (name) => {
    const chunk = manifest[name];
    if (!chunk || seen.has(name)) return;
    seen.add(name);
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const asset of chunk.assets ?? []) if (/latin-wght-normal/.test(asset) && !/ext/.test(asset)) files.add(asset);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  roots.forEach(visit);
  return files;
}

const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
const sizes = compressAll(dist);
const pages = Object.keys(manifest).filter((name) => /^src\/pages\/[^/]+\/index\.tsx$/.test(name));
let tooLarge = false;
for (const page of pages) {
  const files = firstLoad(manifest, ['index.html', 'src/i18n/en/index.ts', page]);
  const total = [...files].reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0);
  const font = [...sizes].find(([file]) => /inter-latin-wght-normal/.test(file))?.[1] ?? 0;
  const all = total + ([...files].some((file) => file.includes('inter-latin-wght')) ? 0 : font);
  tooLarge ||= all >= limit;
  console.log(`${page.split('/')[2].padEnd(12)} first load ${(all / 1000).toFixed(1)} kB compressed, charts apart`);
}
if (tooLarge && !process.env.SIZES) {
  console.error(`A first load must stay below ${limit / 1000} kB.`);
  process.exit(1);
}
if (process.env.SIZES) {
  const files = firstLoad(manifest, ['index.html', 'src/i18n/en/index.ts', process.env.SIZES]);
  for (const file of [...files].sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0)))
    console.log(file, sizes.get(file));
}
