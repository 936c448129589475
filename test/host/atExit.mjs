// What a test run leaves behind unless told: processes in groups of their own, and folders. So both end with this process.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const WORKSPACE = fileURLToPath(new URL('../fixtures/workspace', import.meta.url));
const actions = new Set();
let watching = false;

/** Runs `action` when this process ends, by itself or by a signal; the function returned runs it now. */
export function atExit(action) {
  watchExit();
  const once = () => actions.delete(once) && action();
  actions.add(once);
  return once;
}

function watchExit() {
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const action of [...actions].reverse()) action();
  });
  for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }))
    process.once(signal, () => process.exit(128 + number));
}

/** A new folder in the system's temporary folder, removed with this process. */
export function temporaryFolder(purpose) {
  const folder = mkdtempSync(path.join(tmpdir(), `sip-trace-${purpose}-`));
  atExit(() => remove(folder));
  return folder;
}

/** A copy of the tests' workspace: whatever a test does to it, the checkout stays as it is. */
export function temporaryWorkspace() {
  const workspace = path.join(temporaryFolder('workspace'), 'workspace');
  cpSync(WORKSPACE, workspace, { recursive: true });
  return workspace;
}

/** Removes a folder with all that is in it, also while something still writes there. */
export const remove = folder => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
