#!/usr/bin/env node
// The language server with a client that is not VS Code: neovim, over standard input and output. What it does stands in lsp.lua.
// Usage: node test/nvim/run.mjs [CLI]   (the program, which is dist/cli.js of this checkout unless told)
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder, temporaryWorkspace } from '../host/atExit.mjs';
import { howToGet } from '../host/installDebian.mjs';
import { findNeovim } from '../host/programs.mjs';
import { assertRewritten, mediaLine, REWRITE, RULE, TRACE } from '../host/refusedCall.mjs';

const script = fileURLToPath(new URL('lsp.lua', import.meta.url));
const cli = path.resolve(process.argv[2] ?? fileURLToPath(new URL('../../dist/cli.js', import.meta.url)));

const { passed, failed } = run();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function run() {
  const neovim = findNeovim();
  if (!neovim) return failure(`neovim is not there: ${howToGet('neovim')}`);
  const workspace = temporaryWorkspace();
  const trace = path.join(workspace, TRACE);
  const before = readFileSync(trace, 'utf8');
  const { status, stdout, stderr } = edit(neovim, trace, mediaLine(before));
  process.stdout.write(stdout);
  const passed = stdout.match(/^ok /gm)?.length ?? 0;
  if (status !== 0) return failure(stderr || `neovim ended with ${status ?? 'the time limit'}`, passed);
  try {
    assertRewritten(before, readFileSync(trace, 'utf8'));
  } catch (error) {
    return failure(`not ok the saved trace is right: ${error.message}`, passed);
  }
  console.log('ok the saved trace is right');
  return { passed: passed + 1, failed: 0 };
}

function failure(message, passed = 0) {
  console.log(message);
  return { passed, failed: 1 };
}

/** Opens the trace in a neovim without the user's settings, and runs the script in it. */
function edit(neovim, trace, line) {
  const folder = temporaryFolder('neovim');
  const own = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder };
  const env = { ...process.env, ...own, CLI: cli, LINE: String(line), TITLE: REWRITE, RULE };
  const args = ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', trace, '-S', script];
  return spawnSync(neovim, args, { env, cwd: path.dirname(trace), encoding: 'utf8', timeout: 120_000 });
}
