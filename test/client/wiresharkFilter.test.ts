import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { displayFilter, framesAt } from '../../client/src/capture/wiresharkFilter';

const TEXT = `# sip-trace: evidence 1
# sip-trace: capture file="a.pcap" frames=900
# sip-trace: message frames=14,15 transport=UDP bytes=900 range=42-842
2026/11/22 09:18:49.148562 192.0.2.1:5060 -> 192.0.2.2:5060
INVITE sip:200@192.0.2.2 SIP/2.0
Call-ID: a

# sip-trace: message frames=16 transport=UDP bytes=300
# sip-trace: rtp 192.0.2.1:4000 -> 192.0.2.2:5000 packets=9 frames=20-29
2026/11/22 09:18:49.248562 192.0.2.2:5060 -> 192.0.2.1:5060
SIP/2.0 200 OK

2026/11/22 09:18:50.248562 192.0.2.2:5060 -> 192.0.2.1:5060
BYE sip:a SIP/2.0
`.split('\n');

const at = (line: number) => framesAt(index => TEXT[index] ?? '', line, TEXT.length);

describe('the Wireshark filter of a message', () => {
  it('has the frames of the message that a line belongs to', () => {
    for (const line of [3, 4, 5, 6]) assert.deepEqual(at(line), { frames: [14, 15], range: '42-842' }, `line ${line}`);
    assert.deepEqual(at(10), { frames: [16], range: undefined });
  });

  it('takes the lines above a message as part of it', () => {
    for (const line of [0, 1, 2]) assert.deepEqual(at(line)?.frames, [14, 15], `line ${line}`);
    for (const line of [7, 8]) assert.deepEqual(at(line)?.frames, [16], `line ${line}`);
  });

  it('has none for a message that no capture tells of', () => {
    for (const line of [12, 13]) assert.equal(at(line), undefined, `line ${line}`);
    assert.equal(
      framesAt(() => 'INVITE sip:a SIP/2.0', 0, 1),
      undefined,
    );
  });

  it('spells out few frames and makes a set of many', () => {
    assert.equal(displayFilter([14, 15]), 'frame.number == 14 || frame.number == 15');
    assert.equal(displayFilter([1, 2, 3, 4]), 'frame.number in {1, 2, 3, 4}');
  });
});
