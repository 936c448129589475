// Finds the programs that are not npm packages: browsers, neovim, the user's own VS Code.
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

const BROWSERS = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser', 'microsoft-edge'];
const MAC_BROWSERS = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(name => `/Applications/${name}.app/Contents/MacOS/${name}`);

/** The full path of a command on PATH, or undefined. */
export function onPath(command) {
  const names = process.platform === 'win32' ? [`${command}.exe`, `${command}.cmd`] : [command];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders.flatMap(folder => names.map(name => path.join(folder, name))).find(isExecutable);
}

/** Chromium or a browser built on it; CHROMIUM names one in an unusual place. */
export function findBrowser() {
  if (process.env.CHROMIUM) return isExecutable(process.env.CHROMIUM) ? process.env.CHROMIUM : undefined;
  return BROWSERS.map(onPath).find(Boolean) ?? MAC_BROWSERS.find(existsSync);
}

export const findNeovim = () => onPath('nvim');
export const findFirefox = () => onPath('firefox-esr') ?? onPath('firefox');

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
