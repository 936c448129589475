// A real VS Code without a download of the desktop program: the server from setupHost.mjs, its workbench in a headless browser.
import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { format, stripVTControlCharacters } from 'node:util';
import { chromium } from 'playwright-core';
import { atExit, remove, temporaryFolder } from './atExit.mjs';
import { howToGet } from './installDebian.mjs';
import { findBrowser } from './programs.mjs';
import { setupHost } from './setupHost.mjs';

/** Settings of every window: nothing that asks, phones out, or covers the editor. */
const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'files.hotExit': 'off',
  'files.autoSave': 'off', // in the browser it would be afterDelay
};

const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE *.localhost , EXCLUDE localhost', // only this machine has a name
];

/** What VS Code itself prints in every run: how the page connects, and features that are not used here. */
const NOISE = [
  /^(Resolv(ing|ed) connection token|Creating a socket|Creation of workbench|An iframe|Ignoring fetching)/,
  /^(\[reconnection-grace-time\]|Updating additional builtin|\[Service Worker\]|\[AccountPolicyGate|\[AgentHost)/,
  /^(\[ChatModelSelection|ChatSessionStore)/,
];

/** Installs a .vsix into a folder of extensions, as `code --install-extension` does. */
export function installExtension(vsix, extensionsDir) {
  const { node, vscode } = setupHost();
  const data = temporaryFolder('install');
  const args = ['--extensions-dir', extensionsDir, '--server-data-dir', data, '--install-extension', path.resolve(vsix)];
  execFileSync(node, ['out/server-main.js', ...args], { cwd: vscode, stdio: ['ignore', 'ignore', 'pipe'] });
}

/**
 * Starts the server on a free port of 127.0.0.1. With `token`, only an address that carries it is let in.
 * With `tests`, the page's extensionDevelopmentPath and extensionTestsPath are honoured, which a built VS Code does not do otherwise.
 */
export async function startServer({ extensionsDir, settings = {}, env = {}, token, tests = false } = {}) {
  const { node, vscode, version } = setupHost();
  const data = temporaryFolder('server');
  writeSettings(data, settings);
  const extensions = extensionsDir ?? path.join(data, 'extensions');
  const child = spawn(node, ['out/server-main.js', ...serverArgs({ data, extensions, token, tests })], {
    cwd: vscode,
    detached: true, // a group of its own: server, extension host and language server end together
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...privateTemporaryFolder(data), ...env, EXTENSIONS_GALLERY: '{}', VSCODE_CWD: data },
  });
  const kill = atExit(() => killGroup(child, 'SIGKILL'));
  const port = await listeningPort(child, path.join(data, 'server.log'));
  const stop = async () => {
    killGroup(child, 'SIGTERM');
    for (let i = 0; i < 40 && child.exitCode === null && child.signalCode === null; i++) await sleep(50);
    kill();
    remove(data);
  };
  return { authority: `127.0.0.1:${port}`, token, data, version, process: child, stop };
}

// VS Code leaves sockets behind in the temporary folder: they shall go with the server. (Elsewhere the path would be too long for a socket.)
const privateTemporaryFolder = data => (process.platform === 'linux' ? { TMPDIR: data } : {});

function writeSettings(data, settings) {
  const user = path.join(data, 'data', 'User');
  mkdirSync(user, { recursive: true });
  writeFileSync(path.join(user, 'settings.json'), JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
}

function serverArgs({ data, extensions, token, tests }) {
  const args = ['--host', '127.0.0.1', '--port', '0', '--accept-server-license-terms', '--telemetry-level', 'off'];
  args.push('--server-data-dir', data, '--extensions-dir', extensions, '--disable-workspace-trust', '--disable-experiments');
  args.push(...(token ? ['--connection-token', token] : ['--without-connection-token']));
  if (tests) args.push('--enable-smoke-test-driver');
  return args;
}

/** The port that the server says it listens on. All that it prints goes to its log. */
function listeningPort(child, logFile) {
  const log = createWriteStream(logFile);
  log.on('error', () => {}); // its folder goes first when everything is stopped
  return new Promise((resolve, reject) => {
    let text = '';
    const read = chunk => {
      log.write(chunk);
      text = (text + chunk).slice(-20_000);
      const port = /Extension host agent listening on (\d+)/.exec(text)?.[1];
      if (port) resolve(Number(port));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', code => reject(new Error(`the VS Code server ended with ${code}\n${text}`)));
    child.on('error', reject);
    setTimeout(() => reject(new Error(`the VS Code server did not start within a minute\n${text}`)), 60_000).unref();
  });
}

function killGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}

/** A headless browser with one page; it can reach nothing but this machine. */
export async function openBrowser({ viewport = { width: 1280, height: 800 } } = {}) {
  const executablePath = browserPath();
  const profile = temporaryFolder('browser');
  const options = { executablePath, headless: true, viewport, args: BROWSER_ARGS, timeout: 120_000 };
  const context = await chromium.launchPersistentContext(profile, options);
  context.setDefaultTimeout(60_000);
  context.setDefaultNavigationTimeout(120_000);
  const close = async () => {
    await context.close();
    remove(profile);
  };
  return { page: context.pages()[0] ?? (await context.newPage()), close };
}

/** The browser to use; an error says how to get one. */
export function browserPath() {
  const found = findBrowser() ?? [chromium.executablePath()].find(file => file && existsSync(file));
  if (found) return found;
  throw new Error(`no browser to show VS Code in: ${howToGet('browser')}`);
}

/** The address of a window: on a folder, or empty. `payload` is the page's list of [name, value]; `openFile` is a path. */
export function workbenchUrl(server, { folder, openFile, payload = [] } = {}) {
  const values = [['skipWelcome', 'true'], ...payload];
  if (openFile) values.push(['openFile', remoteUri(server, openFile)]);
  const query = new URLSearchParams(folder ? { folder: path.resolve(folder) } : { ew: 'true' });
  if (server.token) query.set('tkn', server.token);
  query.set('payload', JSON.stringify(values));
  return `http://${server.authority}/?${query}`;
}

const remoteUri = (server, file) => `vscode-remote://${server.authority}${pathToFileURL(path.resolve(file)).pathname}`;

/**
 * Runs `run()` of a test bundle inside the extension host, as runTests of @vscode/test-electron does, and resolves to its exit status:
 * 0, 1, 124 when the tests took longer than `timeout`, 125 when the page crashed.
 */
export async function runTests({
  extensionDevelopmentPath,
  extensionTestsPath,
  workspace,
  timeout = 300_000,
  screenshot,
  verbose = false,
}) {
  const browser = await openBrowser();
  const server = await startServer({ tests: true });
  try {
    let exit;
    const exited = new Promise(resolve => {
      exit = resolve;
    });
    await listen(browser.page, exit, verbose);
    const development = ['extensionDevelopmentPath', remoteUri(server, extensionDevelopmentPath)];
    const payload = [development, ['extensionTestsPath', remoteUri(server, extensionTestsPath)]];
    await browser.page.goto(workbenchUrl(server, { folder: workspace, payload }));
    const code = await Promise.race([exited, sleep(timeout, 124, { ref: false })]);
    if (code === 124) console.error(`the tests did not end within ${timeout / 1000} s`);
    if (code !== 0 && screenshot) await browser.page.screenshot({ path: screenshot });
    return code;
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Prints what the extension host prints, and calls `exit` with the tests' status: VS Code's page calls these two functions. */
async function listen(page, exit, verbose) {
  await page.exposeFunction('codeAutomationLog', (_type, args) => {
    const line = format(...args.map(arg => (typeof arg === 'string' ? stripVTControlCharacters(arg) : arg)));
    if (verbose || !NOISE.some(pattern => pattern.test(line))) process.stdout.write(`${line}\n`);
  });
  await page.exposeFunction('codeAutomationExit', exit);
  page.on('crash', () => exit(125));
}
