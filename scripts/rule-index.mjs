// Writes rules/index.ts: every rule of the folder, in order of its name. A test fails where a file is left out.
import { readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../rules/', import.meta.url));
const target = `${folder}index.ts`;
const camel = (id) => id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

function ruleIndex() {
  const ids = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
    .map((file) => file.slice(0, -3))
    .sort();
  const imports = ids.map((id) => `import { rule as ${camel(id)} } from './${id}.ts';`);
  return [
    '/** Every rule, in order of its name. Written by scripts/rule-index.mjs: run `npm run generate` after adding a file. */',
    "import type { Rule } from 'byo-net/rule';",
    ...imports,
    '',
    `export const RULES: readonly Rule[] = [\n${ids.map((id) => `  ${camel(id)},`).join('\n')}\n];`,
    '',
  ].join('\n');
}

writeFileSync(target, ruleIndex());
