// After the build: compresses every file, for the hub to send as it is, and refuses a first load of 300 kB or more.
// It refuses a build with a font whose licence it does not have, too.
// With SIZES=src/pages/PAGE/index.tsx it also lists what that page loads.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url).pathname;
const limit = 300_000;
const worthIt = new Set(['.js', '.css', '.html', '.svg', '.json', '.txt']);

/** What a file weighs as browsers get it: by brotli, and by gzip for those without. */
function compress(file) {
  const bytes = readFileSync(file);
  if (!worthIt.has(extname(file)) || bytes.length < 1024) return { brotli: bytes.length, gzip: bytes.length };
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const gzip = gzipSync(bytes, { level: 9 });
  writeFileSync(`${file}.br`, brotli);
  writeFileSync(`${file}.gz`, gzip);
  return { brotli: brotli.length, gzip: gzip.length };
}

function compressAll() {
  const sizes = new Map();
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.(br|gz)$/.test(entry.name)) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    sizes.set(file.slice(dist.length), compress(file));
  }
  return sizes;
}

/** The files that a first visit to a page loads: the entry, one language, the page, what they import, and the Latin letters. */
function firstLoad(manifest, roots, sizes) {
  const files = new Set(['index.html', 'scheme.js', 'mark.svg']);
  for (const file of sizes.keys()) if (/inter-latin-wght-normal/.test(file)) files.add(file);
  const seen = new Set();
  const visit = (name) => {
    const chunk = manifest[name];
    if (!chunk || seen.has(name)) return;
    seen.add(name);
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  roots.forEach(visit);
  return [...files];
}

const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
const sizes = compressAll();
const pages = Object.keys(manifest).filter((name) => /^src\/pages\/[^/]+\/index\.tsx$/.test(name));
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
let tooLarge = false;
for (const page of pages) {
  const files = firstLoad(manifest, ['index.html', 'src/i18n/en/index.ts', page], sizes);
  const sum = (way) => files.reduce((total, file) => total + (sizes.get(file)?.[way] ?? 0), 0);
  tooLarge ||= sum('brotli') >= limit;
  console.log(
    `${page.split('/')[2].padEnd(12)} first load ${kilobytes(sum('brotli'))} by brotli, ${kilobytes(sum('gzip'))} by gzip`,
  );
  if (page !== process.env.SIZES) continue;
  for (const file of files.sort((a, b) => sizes.get(b).gzip - sizes.get(a).gzip))
    console.log(' ', file, sizes.get(file));
}
/** The fonts of the build whose licence is not in it: a font's package is named as its files are. */
function unlicensedFonts() {
  const notices = readFileSync(join(dist, 'licenses.txt'), 'utf8');
  const fonts = [...sizes.keys()].filter((file) => /\.(woff2?|ttf|otf)$/.test(file));
  const families = new Set(fonts.map((file) => file.split('/').pop().split('-')[0]));
  const licensed = (family) =>
    notices
      .split('-'.repeat(80))
      .some((text) => text.includes(`/${family} `) && text.includes('SIL OPEN FONT LICENSE'));
  return [...families].filter((family) => !licensed(family));
}

const unlicensed = unlicensedFonts();
if (unlicensed.length > 0) {
  console.error(`dist/licenses.txt lacks the licence of the font ${unlicensed.join(', ')}: see scripts/licences.ts.`);
  process.exit(1);
}
if (tooLarge) {
  console.error(`A first load must stay below ${kilobytes(limit)}.`);
  process.exit(1);
}
