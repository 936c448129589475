import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { atExit, temporaryFolder } from '../../host/atExit.mjs';
import { findFirefox } from '../../host/programs.mjs';
import type { StartPeer } from '../types';
import { browserPeer } from './browserPeer';
import { type Marionette, openMarionette } from './marionette';
import type { Outcome } from './page';

const START_LIMIT = 60_000;

/** Nothing leaves the machine: every connection goes to a proxy that is not there, and ICE may use nothing else. */
const PREFERENCES: Readonly<Record<string, string | number | boolean>> = {
  'marionette.port': 0,
  'remote.log.level': 'Info',

  'media.peerconnection.ice.proxy_only': true,
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
  'app.update.disabledForTesting': true,
  'datareporting.policy.dataSubmissionEnabled': false,
  'media.gmp-manager.updateEnabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
};

/** Firefox without a window, in a profile of its own. */
export const startFirefox: StartPeer = async () => {
  const program = findFirefox();
  if (!program) return undefined;
  const profile = temporaryFolder('firefox');
  const preferences = Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`);
  writeFileSync(path.join(profile, 'user.js'), preferences.join(''));
  const child = spawn(program, ['--headless', '--marionette', '--no-remote', '--profile', profile], {
    detached: true, // a group of its own: its processes end together
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: '1' },
  });
  const kill = atExit(() => endGroup(child.pid));
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  try {
    const marionette = await openMarionette(await listeningPort(child));
    const session = (await marionette.send('WebDriver:NewSession')) as { capabilities: { browserVersion: string } };
    await marionette.send('WebDriver:Navigate', { url: 'about:blank' });
    return browserPeer({
      name: `Firefox ${session.capabilities.browserVersion}`,
      run: (step, argument) => run(marionette, step, argument),
      stop: async () => {
        marionette.close();
        kill();
        await ended;
      },
    });
  } catch (error) {
    kill();
    throw error;
  }
};

/** In the page itself, as its own scripts run: what the driver runs beside it does not stay from one step to the next. */
async function run<A>(marionette: Marionette, step: (argument: A) => Promise<Outcome>, argument: A): Promise<Outcome> {
  const code = `(${step})(${JSON.stringify(argument)}).then(({ sdp, words }) => JSON.stringify({ sdp, words }))`;
  const script = 'return window.eval(arguments[0])';
  const { value } = (await marionette.send('WebDriver:ExecuteScript', { script, args: [code] })) as { value: string | null };
  if (value !== null) return JSON.parse(value) as Outcome;
  // The process of the page has ended: a new one for the questions to come.
  await marionette.send('WebDriver:Navigate', { url: 'about:blank' });
  throw new Error('the page crashed');
}

/** The port that Firefox says it listens on. */
function listeningPort(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`Firefox did not start within a minute\n${text}`)), START_LIMIT);
    const read = (chunk: Buffer): void => {
      text = (text + chunk.toString()).slice(-20_000);
      const port = /Marionette\s+INFO\s+Listening on port (\d+)/.exec(text)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('error', reject);
    child.on('exit', code => reject(new Error(`Firefox ended with ${code}\n${text}`)));
  });
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
