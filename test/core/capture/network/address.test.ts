import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { addressOf } from '../../../../server/src/core/trace/capture/network/address';
import { address, concat, zeros } from '../../../support/capture/packets';

describe('the text of an address', () => {
  /** RFC 5952 section 4 and its examples. */
  const TEXTS: readonly (readonly [written: string, shown: string])[] = [
    ['2001:0db8:0:0:0:0:0:0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:DB8:AAAA:BBBB:CCCC:DDDD:EEEE:AAAA', '2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['fe80:0:0:0:0:0:0:0', 'fe80::'],
    ['0:0:1:1:1:1:0:0', '::1:1:1:1:0:0'],
    ['0:0:0:0:0:ffff:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:fffe:c000:201', '::fffe:c000:201'],
  ];
  for (const [written, shown] of TEXTS) {
    it(`${written} is ${shown}`, () => assert.equal(addressOf(concat(zeros(3), address(written)), 3, 6), shown));
  }

  it('IPv4', () => assert.equal(addressOf(concat(zeros(3), address('192.0.2.255')), 3, 4), '192.0.2.255'));

  it('of bytes that end before is empty', () => {
    assert.equal(addressOf(zeros(15), 0, 6), '');
    assert.equal(addressOf(zeros(6), 3, 4), '');
  });

  it('reads back as the same address', () => {
    const group = fc.oneof(fc.constant(0), fc.nat(0xffff));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), groups => {
        const bytes = address(groups.map(one => one.toString(16)).join(':'));
        const text = addressOf(bytes, 0, 6);
        if (text.includes(':')) assert.deepEqual(address(text), bytes);
        else assert.deepEqual(address(text), bytes.slice(12));
      }),
    );
  });
});
