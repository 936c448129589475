import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { analyse, DEFAULT_SETTINGS } from '../../../server/src/core/analysis';
import { codeActionsAt } from '../../../server/src/core/features/codeActions';
import { fixText } from '../../../server/src/core/features/fix';
import { FOR_BROWSER } from '../../../server/src/core/rewrite/forBrowser';
import { BROWSER_CALL, exampleBrowserAudio, exampleCall, exampleSdp } from '../../../server/src/core/rules/example';
import { candidate, OFFER, fromGateway, rewritten, offered } from '../../support/browserRewrites';

describe('rewrite for a browser, and what it leaves alone', () => {
  it('rewrites thirty m= lines, each for itself', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `m=audio ${40000 + 2 * index} RTP/AVP 0`);
    const offer = offered(...lines);
    assert.equal(offer.filter(line => /^m=audio \d+ UDP\/TLS\/RTP\/SAVPF 0$/.test(line)).length, 30);
    assert.equal(new Set(offer.filter(line => line.startsWith('a=candidate'))).size, 30);
  });

  it('is bounded: thousands of sections take no longer for each', () => {
    const many = Array.from({ length: 3000 }, () => 'm=audio 40000 RTP/AVP 0');
    const text = exampleSdp(...many).join('\n');
    const { text: after } = fixText(text, DEFAULT_SETTINGS, { target: 'browser' });
    assert.equal(after.match(/^m=audio 40000 UDP/gm)?.length, 3000);
    const repeated = ['a=candidate:1 1 udp 1 192.0.2.1 4000 typ host', 'a=mid:0', 'a=sendrecv', 'a=extmap:1 urn:x', 'a=setup:active'];
    const long = [
      ...exampleSdp(),
      ...Array.from({ length: 20_000 }, (_, index) => repeated[index % 5]!),
      'm=audio 40000 RTP/AVP 0',
      ...repeated.flatMap(line => new Array<string>(4_000).fill(line)),
    ];
    assert.match(fixText(long.join('\n'), DEFAULT_SETTINGS, { target: 'browser' }).text, /^m=audio 40000 UDP/m);
  });

  it('leaves a good call alone, and the browser, and who is no browser', () => {
    const alone = (text: string): void => assert.equal(fixText(text, DEFAULT_SETTINGS, { target: 'browser' }).applied.length, 0);
    const offer = OFFER(candidate(49170));
    alone(exampleCall({ transport: 'WS', offer, status: 200, answer: [...exampleBrowserAudio('active'), 'a=mid:0', candidate(49170)] }));
    // Plain RTP over WebSocket: no browser.
    const plain = exampleSdp('m=audio 49170 RTP/AVP 0');
    alone(exampleCall({ transport: 'WS', offer: plain, status: 200, answer: plain }));
    alone(exampleCall({ transport: 'UDP', offer: plain, status: 200, answer: plain }));
    const raw = exampleCall({ transport: 'WS', offer: OFFER().filter(line => line !== 'a=rtcp-mux'), status: 488 });
    alone(raw);
  });

  it('leaves healthy calls alone', () => {
    const folder = 'test/fixtures/gateway';
    const names = readdirSync(folder).filter(name => /^(good|flow)-.*\.txt$/.test(name));
    assert.ok(names.length > 5);
    for (const name of names) {
      const text = readFileSync(path.join(folder, name), 'utf8');
      assert.equal(fixText(text, DEFAULT_SETTINGS, { target: 'browser' }).text, text, name);
    }
  });

  it('rewrites bare SDP, and leaves alone what the log lost a part of', () => {
    const [offer] = rewritten(exampleSdp('m=audio 49170 RTP/AVP 0').join('\n'));
    assert.ok(offer!.includes('m=audio 49170 UDP/TLS/RTP/SAVPF 0'));
    const cut = fromGateway(
      exampleCall({ transport: 'WS', offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'a=ptime:20'), status: 488 }),
    ).replace('a=ptime:20', '[...]');
    assert.equal(fixText(cut, DEFAULT_SETTINGS, { target: 'browser' }).text, cut);
  });

  it('does not take the address of a phone for the gateway', () => {
    const phone = exampleSdp('m=audio 4000 RTP/AVP 0').map(line => line.replace('192.0.2.1', '198.51.100.7'));
    const browser = exampleCall({ transport: 'WS', offer: OFFER(), status: 200, answer: phone });
    const sip = exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 30000 RTP/AVP 0'), status: 200, answer: phone })
      .replaceAll('192.0.2.1:5060;branch=z9hG4bKexample', '192.0.2.1:5060;branch=z9hG4bKon')
      .replaceAll(/^Via: (.*)$/gm, 'Via: $1\nVia: SIP/2.0/WS a1b2c3.invalid;branch=z9hG4bKexample');
    const { text } = fixText(`${browser}\n${sip}`, DEFAULT_SETTINGS, { target: 'browser' });
    assert.match(text, /a=candidate:1 1 udp 2130706431 <gateway-address> 9 typ host/);
  });

  it('is offered on browser legs and for bare SDP, where it changes something', () => {
    const titles = (text: string): string[] => {
      const at = text.lastIndexOf('m=');
      return codeActionsAt(analyse(text), { start: at, end: at }, ['refactor']).map(action => action.title);
    };
    const answer = exampleSdp('m=audio 5004 RTP/AVP 0');
    assert.ok(titles(exampleCall({ transport: 'WS', offer: OFFER(), status: 200, answer })).includes(FOR_BROWSER));
    assert.ok(titles(answer.join('\n')).includes(FOR_BROWSER));
    assert.ok(!titles(exampleCall({ transport: 'UDP', offer: OFFER(), status: 200, answer })).includes(FOR_BROWSER));
    assert.ok(!titles(`${BROWSER_CALL}`.replaceAll('a=setup', `${candidate(49170)}\na=setup`)).includes(FOR_BROWSER));
  });
});
