// Builds everything: the extension, the server, the program, and the test bundles. `--production` leaves out the tests and minifies.
const esbuild = require('esbuild');
const { readdirSync, existsSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const production = process.argv.includes('--production');
const common = {
  bundle: true,
  sourcemap: !production,
  minify: production,
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};
const node = { ...common, platform: 'node', format: 'cjs' };

/** Every *.test.ts below a folder, and the suite's own entry points. */
function testFiles(dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true })
    .map(String)
    .filter(name => name.endsWith('.test.ts'))
    .map(name => path.join(dir, name));
}

/** The licences of the packages that are part of what was built into dist: they want to go with it. */
function notices(results) {
  const shipped = results.filter(({ metafile }) => Object.keys(metafile.outputs).some(output => output.startsWith('dist/')));
  const inputs = shipped.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const folders = inputs.flatMap(input => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map(folder => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find(entry => /^(?:licen[cs]e|copying)/i.test(entry));
    return `${name} ${version}, ${license}\n\n${file ? readFileSync(path.join(folder, file), 'utf8').trim() : ''}\n`;
  });
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
}

async function main() {
  rmSync('dist', { recursive: true, force: true });
  const builds = [
    { ...node, entryPoints: { client: 'client/src/node.ts' }, outdir: 'dist', external: ['vscode'] },
    { ...node, entryPoints: { captureWorker: 'server/src/capture/worker.ts' }, outdir: 'dist' },
    // The page of the list of calls, with the style that it imports.
    { ...common, platform: 'browser', format: 'iife', entryPoints: { callList: 'client/webview/main.ts' }, outdir: 'dist' },
    { ...node, entryPoints: { server: 'server/src/lsp/main.ts' }, outdir: 'dist' },
    { ...node, entryPoints: { cli: 'server/src/cli/main.ts' }, outdir: 'dist', banner: { js: '#!/usr/bin/env node' } },
    // The core must run in a worker as well: a build for no platform at all refuses everything of Node.
    {
      ...common,
      platform: 'neutral',
      mainFields: ['module', 'main'],
      format: 'esm',
      entryPoints: ['server/src/core/analysis.ts'],
      outfile: 'out/core.js',
    },
  ];
  if (!production) {
    rmSync('out', { recursive: true, force: true });
    const unit = testFiles('test').filter(file => !file.startsWith(path.join('test', 'editor')));
    builds.push({
      ...node,
      entryPoints: [...unit, 'test/docs.ts'],
      outdir: 'out/test',
      outbase: 'test',
      external: ['mocha'],
      packages: 'external',
    });
    builds.push({
      ...node,
      entryPoints: ['test/editor/index.ts', ...testFiles('test/editor')],
      outdir: 'out/test/editor',
      outbase: 'test/editor',
      external: ['vscode', 'mocha'],
    });
    // A program of its own: it imports what finds and ends programs, which are modules.
    builds.push({
      ...node,
      format: 'esm',
      entryPoints: ['test/peers/run.ts'],
      outfile: 'out/test/peers/run.mjs',
      external: ['playwright-core'],
    });
    if (existsSync('bench/bench.ts'))
      builds.push({ ...node, entryPoints: ['bench/bench.ts', 'bench/captureChild.ts'], outdir: 'out/bench', packages: 'external' });
  }
  const results = await Promise.all(builds.map(options => esbuild.build(options)));
  writeFileSync(path.join('dist', 'ThirdPartyNotices.txt'), notices(results));
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
