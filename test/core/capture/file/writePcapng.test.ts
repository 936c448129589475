import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { pcapngHeader, pcapngPacket } from '../../../../server/src/core/trace/capture/file/writePcapng';
import { concat, option, numbers, pcapngFile } from '../../../support/capture/files';
import { expected, readFile } from './readFile';

/** From 2005 on a quarter of a microsecond is the finest that a time can be. */
const time = fc.integer({ min: 1_100_000_000_000_000, max: 4_000_000_000_000_000 }).map(quarters => quarters + 0.25 * (quarters % 4));
const packet = fc.record({
  time,
  bytes: fc.uint8Array({ maxLength: 40 }),
  more: fc.nat(2000),
  interface: fc.nat(2),
  inbound: fc.constantFrom(true, false, undefined),
});

describe('a capture that is written', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(fc.array(packet), packets => {
        const written = packets.map(({ more, ...one }) => ({ ...one, wireLength: one.bytes.length + more }));
        const linkTypes = [1, 113, 276];
        const file = concat([
          pcapngHeader(linkTypes),
          // Each lies in the middle of larger bytes, as a packet of a file does.
          ...written.map(one =>
            pcapngPacket({ ...one, bytes: concat([Uint8Array.of(9), one.bytes, Uint8Array.of(9)]), start: 1, end: one.bytes.length + 1 }),
          ),
        ]);
        const result = readFile(file);
        assert.deepEqual(
          result.frames,
          expected(written).map(frame => ({ ...frame, linkType: linkTypes[frame.interface] })),
        );
        assert.deepEqual(result.notes.problems, []);
        assert.equal(result.notes.interfaces, 3);
      }),
    );
  });

  it('is, byte for byte, what the tests make of the same packets', () => {
    const packets = [{ time: 1_700_000_000_123_456.5, bytes: Uint8Array.of(1, 2, 3, 4, 5), wireLength: 77 }];
    const made = pcapngFile({ interfaces: [{ linkType: 101, snaplen: 0, resolution: 9 }], packets });
    assert.deepEqual(concat([pcapngHeader([101]), pcapngPacket({ ...packets[0]!, interface: 0, start: 0, end: 5 })]), made);
  });

  it('says the direction in an option', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    const block = pcapngPacket({ interface: 0, time: 0, wireLength: 4, bytes, start: 0, end: 4, inbound: false });
    assert.deepEqual(block.subarray(32, 44), concat([option(2, numbers()(2, 4)), option(0, new Uint8Array())]));
  });
});
