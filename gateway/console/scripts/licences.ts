/** Brings the licence of every package whose code or files are in the build into it, as `licenses.txt`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const file = 'licenses.txt';

interface Package {
  name: string;
  version: string;
  license?: string;
}

/** The directory of the package that a module is of; nothing where it is our own. */
function packageOf(module: string): string | undefined {
  const path = module.replace(/^\0+/, '').split('?')[0] ?? '';
  if (!path.includes('/node_modules/')) return undefined;
  let directory = dirname(path);
  while (directory.includes('/node_modules/')) {
    if (existsSync(join(directory, 'package.json')) && 'name' in described(directory)) return directory;
    directory = dirname(directory);
  }
  return undefined;
}

function described(directory: string): Package {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
}

/** A package's licence with its name above it. */
function notice(directory: string): string {
  const { name, version, license } = described(directory);
  const texts = readdirSync(directory).filter((entry) => /^(licen[cs]e|copying|notice)/i.test(entry));
  const words = texts.map((entry) => readFileSync(join(directory, entry), 'utf8').trim());
  return [`${name} ${version}, ${license ?? 'licence as below'}`, ...words].join('\n\n');
}

/** The plugin. */
export function licences(): Plugin {
  return {
    name: 'licences',
    apply: 'build',
    generateBundle() {
      const packages = new Set<string>();
      for (const module of this.getModuleIds()) {
        const directory = packageOf(module);
        if (directory) packages.add(directory);
      }
      const notices = [...packages].map(notice).sort();
      this.emitFile({ type: 'asset', fileName: file, source: `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n` });
    },
  };
}
