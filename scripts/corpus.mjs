#!/usr/bin/env node
// npm run corpus -- PATH…
// Checks every trace below the paths and prints a table: what each was read as, and what was found loud in it, on which leg and line.
// With --samples FILE it also writes how many samples of each form were read, which docs/formats.md shows.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const LOUD = ['error', 'warning'];
const LONGEST = 70;

function main(args) {
  const at = args.indexOf('--samples');
  const [samples] = at < 0 ? [] : args.splice(at, 2).slice(1);
  if (args.length === 0) throw new Error('npm run corpus -- PATH…');
  const { files, errors } = check(args);
  console.log(table(files));
  if (errors.length > 0) console.log(`\nNot read:\n\n${errors.map(one => `- ${one.path}: ${one.message.split('(')[0]}`).join('\n')}`);
  if (samples) writeFileSync(samples, `${JSON.stringify(byForm(files), null, 2)}\n`);
}

function check(paths) {
  const options = ['check', '--format', 'json', '--fail-on', 'never', ...paths];
  try {
    return JSON.parse(
      execFileSync(process.execPath, [program, ...options], { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch (error) {
    // What could not be read makes the program fail, and is in its report.
    return JSON.parse(error.stdout);
  }
}

const table = files =>
  [
    '| trace | read as | messages | calls | errors, warnings, info, hints | verdict, loud findings |',
    '|---|---|---|---|---|---|',
    ...files.map(
      file => `| ${nameOf(file.path)} | ${file.format} | ${file.messages} | ${file.calls.length} | ${counts(file)} | ${told(file)} |`,
    ),
  ].join('\n');

const nameOf = file => file.split(path.sep).slice(-2).join('/');

const counts = ({ findings }) =>
  ['error', 'warning', 'info', 'hint'].map(severity => findings.filter(one => one.severity === severity).length).join(' · ');

function told({ calls, findings }) {
  const verdicts = calls.flatMap(call => (call.verdict ? [cell(call.verdict.text, 160)] : []));
  const loud = findings
    .filter(one => LOUD.includes(one.severity))
    .map(one => `\`${one.rule}\` ${one.leg ?? ''}: ${cell(one.text ?? '', LONGEST)}`);
  return [...verdicts, ...loud].join('<br>') || '–';
}

const cell = (text, longest) => (text.length > longest ? `${text.slice(0, longest)}…` : text).replaceAll('|', '\\|').replaceAll('<', '\\<');

function byForm(files) {
  const forms = new Map();
  for (const { format, messages } of files) {
    const form = forms.get(format) ?? { samples: 0, messages: 0 };
    forms.set(format, { samples: form.samples + 1, messages: form.messages + messages });
  }
  return Object.fromEntries([...forms].sort(([a], [b]) => a.localeCompare(b)));
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
