#!/usr/bin/env node
// The tests in a rendered VS Code need a browser, those of a foreign LSP client need neovim, and fixes are tried on browsers, phones and a
// gateway. Where they are missing, this installs them on Debian and Ubuntu (as root, with apt-get) and says so; everywhere else it
// says how to get them and leaves the machine alone.
// Usage: node test/host/installDebian.mjs [browser] [neovim] [firefox] [baresip] [sipp] [linphone] [rtpengine] [kamailio]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser, findFirefox, findNeovim, onPath } from './programs.mjs';

const TOOLS = {
  browser: { find: findBrowser, debian: 'chromium', elsewhere: 'Chrome or Chromium, on PATH or named by CHROMIUM=/path/to/it' },
  neovim: { find: findNeovim, debian: 'neovim', elsewhere: 'neovim 0.7 or newer (nvim on PATH): https://neovim.io' },
  firefox: { find: findFirefox, debian: 'firefox-esr', elsewhere: 'Firefox (firefox on PATH)' },
  baresip: { find: () => onPath('baresip'), debian: 'baresip-core', elsewhere: 'baresip (on PATH)' },
  sipp: { find: () => onPath('sipp'), debian: 'sip-tester', elsewhere: 'SIPp (sipp on PATH)' },
  linphone: { find: () => onPath('linphonec'), debian: 'linphone-cli', elsewhere: 'Linphone (linphonec on PATH)' },
  rtpengine: { find: () => onPath('rtpengine'), debian: 'rtpengine-daemon', elsewhere: 'RTPEngine (rtpengine on PATH)' },
  kamailio: { find: () => onPath('kamailio'), debian: 'kamailio', elsewhere: 'Kamailio with its module rtpengine (on PATH)' },
};

export const toolNames = Object.keys(TOOLS);

/** One line on how to get a tool that is missing. */
export const howToGet = name => `install ${TOOLS[name].elsewhere}; on Debian: apt-get install ${TOOLS[name].debian}`;

/** Makes the tools available where that can be done; returns the names of those that are still missing. */
export function provide(names) {
  const missing = () => names.filter(name => !TOOLS[name].find());
  if (missing().length > 0 && canInstall()) install(missing().map(name => TOOLS[name].debian));
  for (const name of missing()) console.log(`missing: ${name}. To get it, ${howToGet(name)}`);
  return missing();
}

function canInstall() {
  return process.platform === 'linux' && process.getuid() === 0 && existsSync('/etc/debian_version') && Boolean(onPath('apt-get'));
}

function install(packages) {
  console.log(`not on this machine: ${packages.join(', ')}; installing with apt-get (about a minute)`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // One by one: a package that this release has not got keeps the others from nothing.
  for (const args of [['update'], ...packages.map(name => ['install', '-y', '--no-install-recommends', name])]) {
    console.log(`$ apt-get ${args.join(' ')}`);
    const { status, stdout, stderr } = spawnSync('apt-get', ['-q', ...args], { env, encoding: 'utf8' });
    // apt-get's many lines matter only where it failed; then the end of them says why.
    if (status !== 0) console.log(`${stdout}${stderr}`.trim().split('\n').slice(-15).join('\n'));
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const named = process.argv.slice(2);
  const missing = provide(named.length > 0 ? named : toolNames);
  if (missing.length === 0)
    console.log(
      `present: ${toolNames
        .map(name => TOOLS[name].find() ?? '')
        .join(' ')
        .trim()}`,
    );
  process.exitCode = missing.length === 0 ? 0 : 1;
}
