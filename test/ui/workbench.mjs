#!/usr/bin/env node
// The packaged extension, installed as a user installs it, in the real workbench of VS Code: what a user sees and does, with mouse and keys.
// Usage: node test/ui/workbench.mjs [VSIX] [--screenshots]   (dist/sip-trace.vsix unless told; `npm test -- ui` packages it first)
// With --screenshots the pictures of docs/images are taken anew; without, they go to a temporary folder and only a failure's stays.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporaryFolder, temporaryWorkspace } from '../host/atExit.mjs';
import { installExtension, openBrowser, startServer, workbenchUrl } from '../host/host.mjs';
import { assertRewritten, mediaLine, REWRITE, RULE, TRACE } from '../host/refusedCall.mjs';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const args = process.argv.slice(2);
const keep = args.includes('--screenshots');
const vsix = path.resolve(args.find(arg => !arg.startsWith('--')) ?? path.join(checkout, 'dist', 'sip-trace.vsix'));
const pictures = keep ? path.join(checkout, 'docs', 'images') : temporaryFolder('pictures');

const SETTINGS = {
  'workbench.colorTheme': 'Default Light Modern',
  'window.autoDetectColorScheme': false,
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'workbench.activityBar.location': 'hidden',
};

async function main() {
  if (!existsSync(vsix)) throw new Error(`${vsix} is not there: npm run package makes it`);
  mkdirSync(pictures, { recursive: true });
  const workspace = temporaryWorkspace();
  const extensionsDir = temporaryFolder('extensions');
  installExtension(vsix, extensionsDir);
  const browser = await openBrowser();
  const server = await startServer({ extensionsDir, settings: SETTINGS });
  try {
    return await fixTheCall(browser.page, server, workspace);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** From opening the trace to the fixed text on disk. A step that fails ends it: those after it could only fail too. */
async function fixTheCall(page, server, workspace) {
  const trace = path.join(workspace, TRACE);
  const before = readFileSync(trace, 'utf8');
  const asked = otherHosts(page);
  const steps = {
    'the trace opens in the workbench': () => open(page, server, workspace, trace),
    'the media line that was refused is underlined': () => showProblem(page, mediaLine(before)),
    'a hover says what is wrong with it': () => hover(page),
    'the fix of the whole call is shown before it is made': () => previewCall(page),
    'the fix is offered': () => offerFix(page),
    'the fix takes the problem away': () => applyFix(page),
    'the saved trace is right': () => save(page, () => assertRewritten(before, readFileSync(trace, 'utf8'))),
    'a capture opens as a list of its calls': () => openCapture(page),
    'the list is filtered with what is typed': () => filterCalls(page),
    'a call opens as text, with its problem': () => openCall(page),
    'the setting for the gateway is generated': () => generateSetting(page),
    'nothing but this machine was asked for anything': () => assert.deepEqual([...asked], []),
  };
  let passed = 0;
  for (const [name, step] of Object.entries(steps)) {
    if (!(await succeeds(page, name, step))) return { passed, failed: 1 };
    passed++;
  }
  return { passed, failed: 0 };
}

async function succeeds(page, name, step) {
  const start = Date.now();
  try {
    await step();
    console.log(`ok ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    const picture = path.join(tmpdir(), 'sip-trace-failure.png');
    await page.screenshot({ path: picture });
    console.log(`not ok ${name}\n${error.stack}\npicture: ${picture}`);
    return false;
  }
}

/** The hosts, other than this machine, that the page asks for; the set fills while the page lives. */
function otherHosts(page) {
  const hosts = new Set();
  page.on('request', request => {
    const { protocol, hostname } = new URL(request.url());
    // Files of a webview have such a name, and VS Code's service worker answers for them: nothing leaves the machine.
    const ours = hostname === '127.0.0.1' || hostname.endsWith('.vscode-resource.vscode-cdn.net');
    if (/^https?:$/.test(protocol) && !ours) hosts.add(hostname);
  });
  return hosts;
}

async function open(page, server, folder, trace) {
  await page.goto(workbenchUrl(server, { folder, openFile: trace }));
  await page.locator('.monaco-editor .view-line').first().waitFor();
  await page.keyboard.press('Control+b'); // the side bar away: the trace is what matters
}

async function showProblem(page, line) {
  await page.keyboard.press('Control+g');
  await page.locator('.quick-input-widget input').fill(`:${line}`);
  await page.keyboard.press('Enter');
  await mediaText(page).waitFor();
  await page.locator('.squiggly-error').first().waitFor();
  await picture(page, 'problem');
}

const mediaText = page => page.locator('.view-line', { hasText: 'm=audio 30000' }).first();

async function hover(page) {
  const profile = await mediaText(page).boundingBox();
  await page.mouse.move(profile.x + 150, profile.y + profile.height / 2, { steps: 4 });
  await page.locator('.monaco-hover:visible').getByText(RULE).first().waitFor();
  await picture(page, 'hover');
  await page.keyboard.press('Escape');
}

/** What would change in the call, with the reasons; then it is discarded. */
async function previewCall(page) {
  await openMenu(page, 'Fix the whole call');
  await page.locator('.action-widget').getByText('Fix the whole call', { exact: true }).first().click();
  const preview = page.locator('.bulk-edit-panel');
  await preview.getByText('# sip-trace: edited').first().waitFor();
  await preview.getByText('a=fingerprint').first().click(); // shows the difference
  await page.locator('.tab.active', { hasText: 'Refactor Preview' }).waitFor();
  await page.locator('.view-line', { hasText: '# sip-trace: edited' }).first().waitFor();
  await picture(page, 'call');
  await preview.getByRole('button', { name: 'Discard', exact: true }).click();
  await preview.waitFor({ state: 'hidden' });
}

async function generateSetting(page) {
  const title = 'Generate the gateway setting for this call';
  await page.keyboard.press('Escape'); // the problem that is shown
  await openMenu(page, title);
  await page.locator('.action-widget').getByText(title, { exact: true }).first().click();
  await page.locator('.quick-input-list').getByText('Kamailio').first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.view-line', { hasText: 'rtpengine_offer(' }).first().waitFor();
  await picture(page, 'setting');
}

/** A key pressed before VS Code has asked for fixes opens nothing: it is pressed again if need be. */
async function offerFix(page) {
  await openMenu(page, REWRITE);
  await picture(page, 'fix');
}

async function openMenu(page, title) {
  const media = await mediaText(page).boundingBox();
  // From another line: VS Code asks for fixes when the caret moves.
  for (const lines of [1.5, 0.5]) await page.mouse.click(media.x + 150, media.y + media.height * lines);
  await eventually(async () => {
    await page.keyboard.press('Control+.');
    await page.locator('.action-widget').getByText(title, { exact: true }).first().waitFor({ timeout: 2000 });
  });
}

const fixInMenu = page => page.locator('.action-widget').getByText(REWRITE, { exact: true }).first();

async function applyFix(page) {
  await fixInMenu(page).click();
  await mediaText(page).filter({ hasText: 'RTP/AVP' }).waitFor();
  await page.waitForFunction(() => !document.querySelector('.squiggly-error'));
}

async function save(page, check) {
  await page.locator('.tab.dirty').waitFor();
  await page.keyboard.press('Control+s');
  await eventually(check);
  await picture(page, 'fixed');
}

const CAPTURE = 'refused.pcapng';

/** The page of the list stands in a frame in a frame. */
const list = page => page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
const callRows = page => list(page).locator('.body > .row');

async function openCapture(page) {
  await page.keyboard.press('Control+p');
  await page.locator('.quick-input-widget input').fill(CAPTURE);
  await page.locator('.quick-input-list').getByText(CAPTURE).first().waitFor();
  await page.keyboard.press('Enter');
  await callRows(page).getByText('488 refused').waitFor();
  await list(page).locator('.severity.error').first().waitFor();
  await picture(page, 'capture');
}

/** Keys go to the list without a click, and what is typed there is the filter. */
async function filterCalls(page) {
  await eventually(() => list(page).locator('.grid:focus').waitFor({ timeout: 2000 }));
  await page.keyboard.type('no such call');
  await list(page).getByText('No call matches').waitFor();
  assert.equal(await callRows(page).count(), 0);
  await page.keyboard.press('Escape');
  await callRows(page).first().waitFor();
}

async function openCall(page) {
  await page.keyboard.press('ArrowDown'); // from the filter to the list
  await page.keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: 'call 1 100 → 200.sip' }).waitFor();
  assert.equal(await page.locator('.tab.active.dirty').count(), 0);
  await page.locator('.view-line', { hasText: '# sip-trace: message' }).first().waitFor();
  await eventually(async () => {
    await page.keyboard.press('F8'); // to the next problem
    await page.locator('.marker-widget').getByText(RULE).waitFor({ timeout: 2000 });
  });
  await picture(page, 'captured');
}

/** Tries until it succeeds; the last failure is the one that counts. */
async function eventually(attempt, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(200);
    }
  }
}

/** Hovers and menus are faded in: a picture waits for the end of that. */
async function picture(page, name) {
  await sleep(300);
  await page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

const result = await main().catch(error => {
  console.log(error.message);
  return { passed: 0, failed: 1 };
});
console.log(`${result.passed} passed, ${result.failed} failed`);
process.exitCode = result.failed === 0 ? 0 : 1;
