import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configSchema } from './support/configSchema';
import { formatPage } from './support/formatPage';
import { GUIDE, withOutputs } from './support/guide';
import { PROOF_PAGE, proofPage } from './support/proofPage';
import { pages, withRuleTable, WRITTEN_BY_HAND } from './support/rulePages';

// npm run docs
// Writes the pages of the rules, their index, the README's table, the page of the forms, that of the proofs, the schema of .siptrace.json and the output in the
// guide; the tests refuse others.

const FOLDER = 'docs/rules';
const README = 'README.md';

const wanted = pages();
for (const [name, text] of wanted) {
  const file = path.join(FOLDER, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
for (const name of readdirSync(FOLDER, { recursive: true }).map(String)) {
  const page = name.split(path.sep).join('/');
  if (page.endsWith('.md') && !wanted.has(page) && !WRITTEN_BY_HAND.includes(page)) rmSync(path.join(FOLDER, name));
}
console.log(`${wanted.size} pages in ${FOLDER}`);

writeFileSync('siptrace.schema.json', configSchema());
console.log('siptrace.schema.json');

writeFileSync('docs/formats.md', formatPage());
console.log('docs/formats.md');

writeFileSync(PROOF_PAGE, proofPage());
console.log(PROOF_PAGE);

const readme = existsSync(README) ? readFileSync(README, 'utf8') : undefined;
const updated = readme && withRuleTable(readme);
if (updated) {
  writeFileSync(README, updated);
  console.log(`the rules in ${README}`);
} else {
  console.error(`${README} has no <!-- rules --> and <!-- /rules --> around its table of the rules`);
  process.exitCode = 1;
}

withOutputs(readFileSync(GUIDE, 'utf8')).then(
  guide => {
    writeFileSync(GUIDE, guide);
    console.log(`the output in ${GUIDE}`);
  },
  (error: Error) => {
    console.error(`${GUIDE}: ${error.message}`);
    process.exitCode = 1;
  },
);
