#!/usr/bin/env node
// npm start [-- FILE] [--no-editor]
// Builds SIP Trace, prints what it finds in FILE, and opens VS Code with the extension on it. Without FILE it is a call that a phone refused.
// FILE is opened where it is, and nothing is written to it unless you save; the bundled call is opened as a copy.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const example = path.join(checkout, 'docs', 'examples', 'refused-call.sip');
const CLI = path.join(checkout, 'dist', 'cli.js');
const TIP = 'Hover over an underlined line to read why, and use its light bulb to mend it.';
const USAGE = 'usage: npm start [-- FILE] [--no-editor]';

class UserError extends Error {}

async function main() {
  const { file, editor } = readArguments();
  if (!existsSync(path.join(checkout, 'node_modules'))) throw new UserError('the dependencies are not here yet: run npm ci first');
  build();
  check(file ?? path.relative(checkout, example));
  if (!editor) return;
  const opened = { file: file ?? copyOfExample(), line: problemLine(file ?? example), temporary: !file };
  if (!openWithCode(opened)) await openWithServer(opened);
}

function readArguments() {
  let parsed;
  try {
    parsed = parseArgs({ allowPositionals: true, options: { 'no-editor': { type: 'boolean' } } });
  } catch (error) {
    throw new UserError(`${error.message.split('. ')[0]}\n${USAGE}`);
  }
  const [file, ...more] = parsed.positionals;
  if (more.length > 0) throw new UserError(`one file at a time\n${USAGE}`);
  return { file: file && traceFile(file), editor: !parsed.values['no-editor'] };
}

/** The full path of the user's file: npm runs this in the checkout, and says in INIT_CWD where the user was. */
function traceFile(name) {
  const file = path.resolve(process.env.INIT_CWD ?? process.cwd(), name);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) throw new UserError(`there is no file ${file}`);
  if (!stat.isFile()) throw new UserError(`${file} is not a file: name one trace`);
  return file;
}

function build() {
  const { status } = spawnSync(process.execPath, ['esbuild.js'], { cwd: checkout, stdio: 'inherit' });
  if (status !== 0) throw new UserError('the build failed: see above');
}

/** Prints the findings. Status 1 says that there are some, which is what traces are opened for; 2 that it cannot be read, and it says why. */
function check(file) {
  console.log(`$ sip-trace check ${file}\n`);
  const { status } = spawnSync(process.execPath, [CLI, 'check', file], { cwd: checkout, stdio: 'inherit' });
  if (status !== 0 && status !== 1) process.exit(2);
}

/** The line, from 1, that the verdict on the first broken call points at; undefined for a capture, which has no lines of its own. */
function problemLine(file) {
  const { stdout } = spawnSync(process.execPath, [CLI, 'check', '--format', 'json', file], {
    cwd: checkout,
    encoding: 'utf8',
    maxBuffer: Infinity,
  });
  const [read] = JSON.parse(stdout).files;
  if (read?.format.startsWith('pcap')) return undefined;
  if (!read) return 1;
  return read.calls.find(call => call.verdict?.line)?.verdict.line ?? read.findings[0]?.line ?? 1;
}

/** It stays in the temporary folder: the window that shows it may be open for longer than this program runs. */
function copyOfExample() {
  const copy = path.join(mkdtempSync(path.join(tmpdir(), 'sip-trace-example-')), path.basename(example));
  copyFileSync(example, copy);
  return copy;
}

/** A VS Code that is only starting knows no editor for captures yet and would show one as binary: so its folder is opened. */
const tipFor = (file, line) =>
  line === undefined
    ? `Open ${path.basename(file)} in the Explorer: it shows the list of its calls. If VS Code was still starting and calls it binary, close and open it again.`
    : TIP;

/** Opens the user's own VS Code, if there is one on PATH. */
function openWithCode({ file, line }) {
  const what = line === undefined ? [path.dirname(file)] : ['--goto', `${file}:${line}`];
  const args = [`--extensionDevelopmentPath=${checkout}`, '--new-window', ...what];
  const windows = process.platform === 'win32'; // there `code` is a script, which needs a shell, and its arguments quotes
  const { status, error } = spawnSync('code', windows ? args.map(arg => `"${arg}"`) : args, { stdio: 'inherit', shell: windows });
  if (status === 0) {
    console.log(`\nVS Code opens with SIP Trace. ${tipFor(file, line)}`);
    return true;
  }
  console.log(
    error?.code === 'ENOENT' || windows ? '\nThere is no VS Code (`code`) on PATH.' : `\nVS Code (\`code\`) ended with ${status}.`,
  );
  return false;
}

/** Runs the VS Code server out of npm until Ctrl+C; any browser shows it. */
async function openWithServer({ file, line, temporary }) {
  console.log('Instead, this starts the VS Code server out of npm, which a browser shows.');
  process.once('SIGINT', () => process.exit(0)); // the way this is meant to end
  const { startServer, workbenchUrl } = await import('../test/host/host.mjs');
  const { atExit, remove, temporaryFolder } = await import('../test/host/atExit.mjs');
  if (temporary) atExit(() => remove(path.dirname(file)));
  const extensionsDir = path.join(temporaryFolder('extensions'), 'extensions');
  mkdirSync(extensionsDir);
  symlinkSync(checkout, path.join(extensionsDir, 'sip-trace.sip-trace'), 'dir');
  const server = await startServer({ extensionsDir, token: randomBytes(12).toString('hex') });
  const opened = line === undefined ? { folder: path.dirname(file) } : { openFile: `${file}:${line}`, payload: [['gotoLineMode', 'true']] };
  const address = workbenchUrl(server, opened);
  console.log(`\nOpen this address in a browser on this machine; Ctrl+C here ends it.\n\n  ${address}\n\n${tipFor(file, line)}`);
  const [status] = await once(server.process, 'exit');
  throw new UserError(`the VS Code server ended by itself (${status})`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = error instanceof UserError ? 2 : 1;
}
