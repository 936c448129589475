import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { partsOf } from '../../../server/src/core/features/hover/parts';
import { readSdp } from '../../../server/src/core/sdp/description';
import { tokensOf } from '../../../server/src/core/sdp/tokens';
import type { SdpLine, Token } from '../../../server/src/core/sdp/types';
import { descriptions } from '../../support/descriptions';

const lineOf = (text: string): SdpLine => readSdp(text, { start: 0, end: text.length }).lines[0]!;
const named = (tokens: readonly Token[]): string[] => tokens.map(token => `${token.name}=${token.text}`);

describe('tokens of SDP lines', () => {
  it('stand where they say, one behind the other, in every line of the corpus', function () {
    this.timeout(60_000);
    let lines = 0;
    for (const { file, text, sdp } of descriptions()) {
      for (const line of sdp.lines) {
        lines++;
        for (const [name, tokens] of [
          ['tokensOf', tokensOf(line)],
          ['partsOf', partsOf(line)],
        ] as const) {
          let end = line.valueStart;
          for (const token of tokens) {
            assert.equal(text.slice(token.span.start, token.span.end), token.text, `${name}: ${token.name} of ${line.text} in ${file}`);
            assert.ok(
              token.span.start >= end && token.span.end <= line.span.end,
              `${name}: ${token.name} overlaps in ${line.text} in ${file}`,
            );
            assert.ok(token.text !== '', `${name}: ${token.name} of ${line.text} is empty`);
            end = token.span.end;
          }
        }
      }
    }
    assert.ok(lines > 100, 'a corpus');
  });

  it('takes the lines apart that sdp-transform leaves whole', () => {
    assert.deepEqual(named(partsOf(lineOf('a=fmtp:111 minptime=10; useinbandfec=1 ;'))), [
      'payload=111',
      'parameter=minptime=10',
      'parameter=useinbandfec=1',
    ]);
    assert.deepEqual(named(partsOf(lineOf('a=group:BUNDLE 0 1'))), ['type=BUNDLE', 'mid=0', 'mid=1']);
    assert.deepEqual(named(partsOf(lineOf('c=IN IP4 224.2.1.1/127'))), ['netType=IN', 'addressType=IP4', 'address=224.2.1.1', 'ttl=127']);
    assert.deepEqual(named(partsOf(lineOf('a=rtcp:9 IN IP4 0.0.0.0'))), ['port=9', 'netType=IN', 'addressType=IP4', 'address=0.0.0.0']);
    assert.deepEqual(named(partsOf(lineOf('a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AA|2^20|1:4 UNENCRYPTED_SRTP'))), [
      'tag=1',
      'suite=AES_CM_128_HMAC_SHA1_80',
      'key=inline:AA',
      'lifetime=2^20',
      'mki=1:4',
      'parameter=UNENCRYPTED_SRTP',
    ]);
    assert.deepEqual(named(partsOf(lineOf('a=candidate:1 1 udp 99 192.0.2.1 5000 typ host ufrag abcd network-cost 10'))).slice(-2), [
      'ufrag=abcd',
      'network-cost=10',
    ]);
    assert.deepEqual(named(partsOf(lineOf('m=audio 49170/2 RTP/AVP 0 8'))), [
      'type=audio',
      'port=49170',
      'ports=2',
      'protocol=RTP/AVP',
      'payload=0',
      'payload=8',
    ]);
  });
});
