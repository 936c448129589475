#!/usr/bin/env node
// npm test [-- STAGE…]
// Everything that must hold before a change goes in, stage after stage; a stage that fails does not stop the others. With names, only those
// stages run, and the ones that make what they test. The last line is the sum: N passed, N failed.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { atExit } from '../test/host/atExit.mjs';
import { provide } from '../test/host/installDebian.mjs';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const TIME_LIMIT = 20 * 60_000; // of a stage: what takes longer hangs
const SUM = /^(\d+) passed, (\d+) failed$/;

/** What is not there is said, not failed. */
const PEERS = ['browser', 'firefox', 'baresip', 'sipp', 'linphone', 'rtpengine', 'kamailio'];

const STAGES = {
  build: { title: 'the bundles', run: () => command('node', ['esbuild.js']).then(asOne) },
  lint: { title: 'types, lint and format', run: () => command('npm', ['run', '--silent', 'lint']).then(asOne) },
  unit: { title: 'unit tests', needs: ['build'], run: unit },
  syntaxes: { title: 'grammars of the editor', run: syntaxes },
  peers: {
    title: 'fixes on real browsers, phones and gateways',
    needs: ['build'],
    tools: PEERS,
    run: () => script('out/test/peers/run.mjs'),
  },
  package: { title: 'the .vsix, without a warning', run: packageExtension },
  editor: { title: 'tests inside VS Code', needs: ['build'], tools: ['browser'], run: () => script('test/host/runElectron.mjs') },
  ui: { title: 'the .vsix in a rendered VS Code', needs: ['package'], tools: ['browser'], run: () => script('test/ui/workbench.mjs') },
  nvim: { title: 'the server with neovim', needs: ['build'], tools: ['neovim'], run: () => script('test/nvim/run.mjs') },
};

async function main(named) {
  const unknown = named.filter(name => !STAGES[name]);
  if (unknown.length > 0) throw new Error(`no stage ${unknown.join(', ')}: there are ${Object.keys(STAGES).join(', ')}`);
  const stages = choose(named);
  provide([...new Set(stages.flatMap(name => STAGES[name].tools ?? []))]);
  const results = [];
  for (const name of stages) results.push(await runStage(name));
  summarize(results);
}

/** The stages named, and those that they need, in order; all of them when none is named. */
function choose(named) {
  const all = Object.keys(STAGES);
  const chosen = new Set(named.length > 0 ? named.flatMap(name => [name, ...(STAGES[name].needs ?? [])]) : all);
  return all.filter(name => chosen.has(name));
}

async function runStage(name) {
  console.log(`\n=== ${name}: ${STAGES[name].title}`);
  const start = Date.now();
  const { passed, failed } = await STAGES[name].run();
  const result = { name, passed, failed, seconds: ((Date.now() - start) / 1000).toFixed(1) };
  console.log(`=== ${describe(result)}`);
  return result;
}

const describe = ({ name, passed, failed, seconds }) => `${name}: ${failed > 0 ? `${failed} FAILED, ` : ''}${passed} ok, ${seconds} s`;

function summarize(results) {
  const sum = key => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${results.map(describe).join('\n')}\n\n${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}

/** A stage that has no counts of its own counts as one. */
const asOne = ({ status }) => (status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/** What was counted; a program that failed without a failed test, or tested nothing, is a failure more. */
function counted({ status }, passed, failed) {
  const broken = failed === 0 && (status !== 0 || passed === 0);
  return { passed, failed: broken ? 1 : failed };
}

/** A program of ours whose last line says how many passed and failed. */
async function script(file) {
  const result = await command('node', [file]);
  const [, passed, failed] = result.lines.findLast(line => SUM.test(line))?.match(SUM) ?? [0, 0, 0];
  return counted(result, Number(passed), Number(failed));
}

async function unit() {
  const parallel = ['--parallel', '--jobs', String(availableParallelism())];
  const options = ['--reporter', 'dot', '--timeout', '60000', ...parallel, '--ignore', 'out/test/editor/**'];
  const result = await command('node', ['node_modules/mocha/bin/mocha.js', ...options, 'out/test/**/*.test.js']);
  const count = word => Number(result.lines.findLast(line => new RegExp(`^\\s+\\d+ ${word}`).test(line))?.match(/\d+/)[0] ?? 0);
  return counted(result, count('passing'), count('failing'));
}

async function syntaxes() {
  const grammars = readdirSync(path.join(checkout, 'syntaxes')).filter(name => name.endsWith('.tmLanguage.json'));
  const folder = path.join(checkout, 'test', 'syntaxes');
  const files = existsSync(folder) ? readdirSync(folder) : []; // none is a failure
  const options = grammars.flatMap(name => ['--grammar', `syntaxes/${name}`]);
  const result = await command('node', ['node_modules/vscode-tmgrammar-test/dist/unit.js', ...options, 'test/syntaxes/*']);
  const passed = result.lines.filter(line => line.startsWith('✓')).length;
  return counted(result, passed, files.length - passed);
}

async function packageExtension() {
  const result = await command('npm', ['run', '--silent', 'package']);
  const warned = result.lines.some(line => /\bWARNING\b/.test(line));
  return asOne({ status: warned ? 1 : result.status });
}

/** Runs a program in the checkout, prints what it prints but for its own sum, and resolves to its lines and exit status. */
function command(program, args) {
  const executable = program === 'node' ? process.execPath : program;
  const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  // A group of its own, so that whatever it has started can be ended with it.
  const options = { cwd: checkout, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...colour } };
  const child = spawn(executable, args, options);
  const end = atExit(() => endGroup(child.pid));
  const timer = setTimeout(end, TIME_LIMIT);
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) readLines(stream, line => lines.push(line));
  return new Promise(resolve => {
    child.on('error', error => console.log(error.message));
    child.on('close', status => {
      clearTimeout(timer);
      end(); // what it left behind
      resolve({ status: status ?? 1, lines });
    });
  });
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}

/** Prints a stream line by line, and hands each line on without colours. */
function readLines(stream, take) {
  let rest = '';
  const show = line => {
    const plain = stripVTControlCharacters(line);
    if (!SUM.test(plain)) console.log(line);
    take(plain);
  };
  stream.setEncoding('utf8').on('data', chunk => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    lines.forEach(show);
  });
  stream.on('end', () => rest && show(rest));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
