import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isInside } from '../../../server/src/core/sdp/addressKind';
import { candidateFields, candidatesOf, readCandidate } from '../../../server/src/core/sdp/candidate';
import { readSdp } from '../../../server/src/core/sdp/description';
import type { SdpLine } from '../../../server/src/core/sdp/types';

const lineOf = (text: string): SdpLine => readSdp(text, { start: 0, end: text.length }).lines[0]!;

describe('candidates', () => {
  it('are read with their parts in place', () => {
    const text = 'a=candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998';
    const { line: _line, addressSpan, ...rest } = readCandidate(lineOf(text))!;
    assert.equal(text.slice(addressSpan.start, addressSpan.end), '192.0.2.3');
    assert.deepEqual(rest, {
      component: 1,
      transport: 'udp',
      priority: 1694498815,
      address: '192.0.2.3',
      port: 45664,
      type: 'srflx',
      tcpType: undefined,
    });
  });

  it('of TCP tell who opens the connection', () => {
    const tcpType = (text: string): string | undefined => readCandidate(lineOf(text))?.tcpType;
    assert.equal(tcpType('a=candidate:1 1 tcp 1518280447 192.0.2.3 9 typ host tcptype active generation 0'), 'active');
    assert.equal(
      tcpType('a=candidate:1 1 TCP 1 192.0.2.3 9 typ srflx raddr 192.0.2.4 rport 9 generation tcptype tcptype passive'),
      'passive',
      'a value is not taken for a name',
    );
  });

  it('are left out where they name no address', () => {
    for (const value of ['', '1', '1 1 udp 1 192.0.2.3 9 host', '1 one udp 1 192.0.2.3 9 typ host', '1 1 udp 1 192.0.2.3 -9 typ host'])
      assert.equal(readCandidate(lineOf(`a=candidate:${value}`)), undefined, value);
    assert.equal(readCandidate(lineOf('a=candidate')), undefined);
  });

  it('of a megabyte are cut short', () => {
    assert.ok(candidateFields(lineOf(`a=candidate:${'1 '.repeat(500_000)}`)).length < 1000);
  });

  it('at session level count for every section', () => {
    const candidate = 'a=candidate:1 1 udp 1 192.0.2.3 9 typ host';
    const text = `v=0\n${candidate}\nm=audio 9 RTP/AVP 0\n${candidate}\nm=video 9 RTP/AVP 96\n`;
    const sdp = readSdp(text, { start: 0, end: text.length });
    assert.deepEqual(
      sdp.media.map(section => candidatesOf(sdp, section).length),
      [2, 1],
    );
  });
});

describe('addresses', () => {
  it('of documents count as public, those of one network do not', () => {
    for (const address of ['192.0.2.1', '198.51.100.7', '2001:db8::1', 'sip.example.com']) assert.ok(!isInside(address), address);
    for (const address of [
      '10.0.0.1',
      '172.31.0.1',
      '192.168.1.1',
      '100.64.0.1',
      '127.0.0.1',
      'fe80::1',
      'fd00::1',
      'a-b.local',
      '0.0.0.0',
    ])
      assert.ok(isInside(address), address);
  });
});
