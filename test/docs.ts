import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pages, withRuleTable } from './support/rulePages';

// npm run docs
// Writes the pages of the rules, their index and the README's table from the rules; the tidy test refuses others.

const FOLDER = 'docs/rules';
const README = 'README.md';

const wanted = pages();
for (const [name, text] of wanted) {
  const file = path.join(FOLDER, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
for (const name of readdirSync(FOLDER, { recursive: true }).map(String)) {
  if (name.endsWith('.md') && !wanted.has(name.split(path.sep).join('/'))) rmSync(path.join(FOLDER, name));
}
console.log(`${wanted.size} pages in ${FOLDER}`);

const readme = existsSync(README) ? readFileSync(README, 'utf8') : undefined;
const updated = readme && withRuleTable(readme);
if (updated) {
  writeFileSync(README, updated);
  console.log(`the rules in ${README}`);
} else {
  console.error(`${README} has no <!-- rules --> and <!-- /rules --> around its table of the rules`);
  process.exitCode = 1;
}
