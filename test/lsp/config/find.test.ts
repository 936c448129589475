import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'mocha';
import { findConfig } from '../../../server/src/lsp/config/find';
import { nodeSource } from '../../../server/src/lsp/config/nodeSource';

describe('the .siptrace.json of a trace', () => {
  let root = '';
  const at = (...parts: string[]): string => path.join(root, ...parts);
  const uriOf = (...parts: string[]): string => pathToFileURL(at(...parts)).href;

  before(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'sip-trace-config-')));
    mkdirSync(at('a', 'b', 'c'), { recursive: true });
    mkdirSync(at('folder', '.siptrace.json'), { recursive: true });
    writeFileSync(at('a', '.siptrace.json'), '{ "gateway": "asterisk" }');
    writeFileSync(at('a', 'b', '.siptrace.json'), '\ufeff{ "rules": { "ice/on-sip-leg": "off" } }');
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('is the nearest one, in its folder or above, and counts alone', () => {
    assert.equal(findConfig(at('a'))?.path, at('a', '.siptrace.json'));
    for (const folder of [at('a', 'b'), at('a', 'b', 'c'), at('a', 'b', 'not-there')]) {
      const found = findConfig(folder);
      assert.equal(found?.path, at('a', 'b', '.siptrace.json'));
      assert.deepEqual({ ...found?.config.severities }, { 'ice/on-sip-leg': 'off' });
      assert.equal(found?.config.gateway, undefined, 'what stands further above does not count');
      assert.deepEqual(found?.config.problems, []);
    }
  });

  it('may be something that cannot be read: that is said, and what is above does not count instead', () => {
    const found = findConfig(at('folder'));
    assert.equal(found?.path, at('folder', '.siptrace.json'));
    assert.match(found?.config.problems[0]?.text ?? '', /cannot be read: it is no file/);
  });

  it('is told to editors by its address, also where there is none yet', () => {
    assert.equal(nodeSource.of(uriOf('a', 'b', 'call 1.sip'))?.uri, uriOf('a', 'b', '.siptrace.json'));
    assert.equal(nodeSource.of(uriOf('call.sip'))?.uri, uriOf('.siptrace.json'));
    assert.equal(nodeSource.of(uriOf('call.sip'))?.found, undefined);
  });

  it('is that of the capture, for the text of its calls', () => {
    const query = encodeURIComponent(JSON.stringify({ file: uriOf('a', 'b', 'ü.pcap'), calls: '1' }));
    assert.equal(nodeSource.of(`sip-trace-capture:/x.pcap/call%201.sip?${query}`)?.uri, uriOf('a', 'b', '.siptrace.json'));
  });

  it('is none for what is no file', () => {
    for (const uri of [
      'untitled:Untitled-1',
      'vscode-vfs://github/a/b.sip',
      'sip-trace-capture:/x.pcap/call.sip',
      'sip-trace-capture:/x?%7Bno',
      'sip-trace-capture:/x?%E0%A4%A',
      'sip-trace-capture:/x?7',
      'sip-trace-capture:/x?null',
      'file:///a%2Fb.sip',
      'no address',
      '',
    ])
      assert.equal(nodeSource.of(uri), undefined, uri);
  });
});
