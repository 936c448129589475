import { chromium } from 'playwright-core';
import { findBrowser } from '../../host/programs.mjs';
import type { StartPeer } from '../types';
import { browserPeer } from './browserPeer';
import type { Outcome } from './page';

/** Nothing of a page leaves the machine: no name is known, and no UDP goes out but through a proxy, of which there is none. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--force-webrtc-ip-handling-policy',
];

/** Chromium, or a browser built on it, without a window. */
export const startChromium: StartPeer = async () => {
  const executablePath = findBrowser();
  if (!executablePath) return undefined;
  const browser = await chromium.launch({ executablePath, headless: true, args: ARGS });
  const page = await browser.newPage();
  return browserPeer({
    name: `Chromium ${browser.version()}`,
    run: (step, argument) => page.evaluate(`(${step})(${JSON.stringify(argument)})`) as Promise<Outcome>,
    stop: () => browser.close(),
  });
};
