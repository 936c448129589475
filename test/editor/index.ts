// The entry of the tests that run inside VS Code: it loads every *.test.js beside it and runs them with mocha.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** VS Code calls this in its extension host, and takes a rejection for a failed run. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, color: false, reporter: 'spec' });
  const tests = readdirSync(__dirname).filter(name => name.endsWith('.test.js'));
  for (const name of tests.sort()) mocha.addFile(path.join(__dirname, name));
  const runner = await new Promise<Mocha.Runner>(resolve => {
    const running: Mocha.Runner = mocha.run(() => resolve(running));
  });
  report(runner.stats!);
  if (runner.failures > 0) throw new Error(`${runner.failures} tests failed`);
}

/** The launcher reads the counts from a file: VS Code's exit status alone does not say that the tests came to their end. */
function report(stats: Mocha.Stats): void {
  const results = { passed: stats.passes, failed: stats.failures };
  if (process.env.HOST_RESULTS) writeFileSync(process.env.HOST_RESULTS, JSON.stringify(results));
}
