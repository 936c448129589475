import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readSdp } from '../../../server/src/core/sdp/description';
import { type Fmtp, fmtpsIn, parameterOf, readFmtp } from '../../../server/src/core/sdp/fmtp';
import { h264ProfileName } from '../../../server/src/core/sdp/h264';
import { descriptions } from '../../support/descriptions';

const read = (line: string): Fmtp | undefined => readFmtp(readSdp(line, { start: 0, end: line.length }).lines[0]!);

describe('a=fmtp', () => {
  it('is a payload type and parameters, each where it stands', () => {
    const line = 'a=fmtp:97  Mode-Set = 0,2 ; octet-align=1;; crc ;';
    const fmtp = read(line)!;
    assert.equal(fmtp.payloadType, '97');
    assert.deepEqual(
      fmtp.parameters.map(({ name, value }) => [name, value]),
      [
        ['mode-set', '0,2'],
        ['octet-align', '1'],
        ['crc', ''],
      ],
    );
    for (const { value, valueSpan } of fmtp.parameters) assert.equal(line.slice(valueSpan.start, valueSpan.end), value);
    assert.equal(parameterOf(fmtp, 'octet-align')?.value, '1');
    assert.equal(parameterOf(fmtp, 'constructor'), undefined);
    assert.equal(parameterOf(undefined, 'mode'), undefined);
  });

  it('may be a list instead of parameters', () => {
    assert.equal(read('a=fmtp:101 0-15, 66 ')?.text, '0-15, 66');
    assert.equal(read('a=fmtp:63 111/111')?.text, '111/111');
    assert.equal(read('a=fmtp:101')?.text, '');
    assert.equal(read('a=fmtp:'), undefined);
    assert.equal(read('a=fmtp'), undefined);
  });

  it('has spans inside its line, in every description of the corpus', () => {
    let count = 0;
    for (const { file, text, sdp } of descriptions()) {
      for (const line of sdp.lines.filter(one => one.attribute === 'fmtp')) {
        const fmtp = readFmtp(line);
        if (!fmtp) continue;
        count++;
        assert.equal(text.slice(fmtp.textSpan.start, fmtp.textSpan.end), fmtp.text, `${line.text} in ${file}`);
        for (const { span, valueSpan, value } of fmtp.parameters) {
          assert.ok(span.start <= valueSpan.start && valueSpan.end <= span.end && span.end <= line.span.end, `${line.text} in ${file}`);
          assert.equal(text.slice(valueSpan.start, valueSpan.end), value, `${line.text} in ${file}`);
        }
      }
    }
    assert.ok(count > 20, 'a corpus');
  });

  it('is found by the whole payload type', () => {
    const text = 'm=audio 9 RTP/AVP 10 101\na=fmtp:101 0-15\na=fmtp:10 x=1';
    const section = readSdp(text, { start: 0, end: text.length }).media[0]!;
    assert.equal(fmtpsIn(section)('10')?.text, 'x=1');
    assert.equal(fmtpsIn(section)('1'), undefined);
  });
});

describe('profiles of H.264', () => {
  it('go by their number and by the flags that make them another', () => {
    const names = ['42e01f', '42001f', '4D801e', '4d001f', '58A01f', '640c1f', '64001f', 'f4001f', '530000', '42e0', 'zz0000'];
    assert.deepEqual(names.map(h264ProfileName), [
      ...['constrained baseline', 'baseline', 'constrained baseline', 'main', 'baseline', 'constrained high', 'high', 'high 4:4:4'],
      ...['profile 83', undefined, undefined],
    ]);
  });
});
