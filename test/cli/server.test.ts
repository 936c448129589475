import assert from 'node:assert/strict';
import { start } from './program';

describe('sip-trace server --stdio', function () {
  this.timeout(30_000);

  it('answers initialize, and ends when it is told to', async () => {
    const child = start(['server', '--stdio']);
    const send = (message: object): void => {
      const body = JSON.stringify({ jsonrpc: '2.0', ...message });
      child.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    let output = '';
    const answered = new Promise<void>(resolve => {
      child.stdout?.on('data', chunk => {
        output += chunk;
        if (output.includes('"id":2')) send({ method: 'exit' });
        else if (output.includes('"id":1')) send({ id: 2, method: 'shutdown' });
      });
      child.once('close', () => resolve());
    });
    send({ id: 1, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities: {} } });
    await answered;
    assert.match(output, /"capabilities":\{/);
    assert.equal(child.exitCode, 0);
  });
});
