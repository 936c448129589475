#!/usr/bin/env node
// Runs the tests of test/editor inside VS Code. That is the desktop program where it can be downloaded and has a display, else the VS Code
// server out of npm with a headless browser: the same tests, behind the same call. `npm test -- editor` builds what it needs first.
// Usage: node test/host/runElectron.mjs [EXTENSION]   (a folder laid out as this checkout, which is the default)
// VSCODE_HOST=auto|desktop|offline chooses, VSCODE_VERSION names a desktop version, VERBOSE=1 prints all that VS Code prints,
// HOST_SCREENSHOT=FILE keeps a picture of a failed run, HOST_TIMEOUT is in milliseconds (the last three: offline host only).
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { temporaryFolder, temporaryWorkspace } from './atExit.mjs';
import { browserPath } from './host.mjs';
import { cacheFolder, setupHost } from './setupHost.mjs';

const CHOICES = ['auto', 'desktop', 'offline'];
const shim = fileURLToPath(new URL('./codeShim.mjs', import.meta.url));
const checkout = fileURLToPath(new URL('../..', import.meta.url));

try {
  const results = await runSuite(path.resolve(process.argv[2] ?? checkout));
  console.log(`${results.passed} passed, ${results.failed} failed`);
  if (results.failed > 0 || results.passed === 0) process.exitCode = 1;
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}

async function runSuite(extension) {
  const vscodeExecutablePath = await chooseHost(process.env.VSCODE_HOST ?? 'auto');
  const folder = temporaryFolder('editor-tests');
  const profile = ['user-data', 'extensions'].map(name => `--${name}-dir=${path.join(folder, name)}`);
  const resultsFile = path.join(folder, 'results.json');
  let failure;
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: extension,
      extensionTestsPath: path.join(extension, 'out', 'test', 'editor', 'index.js'),
      launchArgs: [temporaryWorkspace(), '--disable-extensions', ...profile],
      extensionTestsEnv: { HOST_RESULTS: resultsFile },
    });
  } catch (error) {
    failure = error;
  }
  return readResults(resultsFile, failure);
}

/** What the tests themselves wrote down: VS Code's exit status is 0 even when its extension host died in the middle. */
function readResults(file, failure) {
  if (!existsSync(file)) throw new Error(`the tests did not come to their end${failure ? `: ${failure.message}` : ''}`);
  const { passed, failed } = JSON.parse(readFileSync(file, 'utf8'));
  if (failure && failed === 0) throw new Error(`the tests passed, but VS Code did not end well: ${failure.message}`);
  return { passed, failed };
}

/** The program to run the tests in. */
async function chooseHost(choice) {
  if (!CHOICES.includes(choice)) throw new Error(`VSCODE_HOST is ${choice}: it may be ${CHOICES.join(', ')}`);
  const desktop = choice === 'offline' ? undefined : await desktopHost(choice === 'desktop');
  if (desktop) {
    console.log(`editor host: desktop VS Code, ${desktop}`);
    return desktop;
  }
  const browser = browserPath();
  console.log(`editor host: VS Code ${setupHost().version} server out of npm, shown in ${browser}`);
  return shim;
}

async function desktopHost(required) {
  const linux = process.platform === 'linux';
  if (linux && !required && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined; // it could not open a window
  try {
    const cachePath = path.join(cacheFolder(), 'desktop');
    return await downloadAndUnzipVSCode({ version: process.env.VSCODE_VERSION ?? 'stable', cachePath, timeout: 15_000 });
  } catch (error) {
    if (required) throw new Error(`desktop VS Code cannot be downloaded here: ${error.message}`);
    console.log(`desktop VS Code cannot be downloaded here (${error.code ?? error.message})`);
    return undefined;
  }
}
