import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { ListedCapture } from '../../../server/src/core/listing/listedCapture';
import { type CallRow, legsText } from '../../../server/src/core/listing/row';
import { outcomeOf } from '../../../server/src/core/report/callTitle';
import { stun } from '../../support/capture/media';
import { audio, call, captureOf, inTime, listed, type Sent, sip, voice } from './calls';

const PHONE = '192.0.2.20';
const INSIDE = '192.0.2.1';
const OUTSIDE = '198.51.100.1';
const TRUNK = '198.51.100.9';

/** A call through a back-to-back gateway, with audio both ways on both legs. */
const through = (at: number, port: number, id: string, from = 'alice'): Sent[] =>
  inTime(
    call({ callId: `${id}-in`, at, caller: PHONE, callee: INSIDE, from, media: [`${PHONE}:${port}`, `${INSIDE}:${port}`], rings: 2 }),
    call({
      callId: `${id}-out`,
      at: at + 0.1,
      caller: INSIDE,
      callee: TRUNK,
      from,
      media: [`${OUTSIDE}:${port}`, `${TRUNK}:${port}`],
      rings: 1.8,
    }),
    voice(at + 2.1, 1, `${PHONE}:${port}`, `${INSIDE}:${port}`, port),
    voice(at + 2.1, 1, `${INSIDE}:${port}`, `${PHONE}:${port}`, port + 1),
    voice(at + 2.1, 1, `${OUTSIDE}:${port}`, `${TRUNK}:${port}`, port),
    voice(at + 2.1, 1, `${TRUNK}:${port}`, `${OUTSIDE}:${port}`, port + 1),
  );

const rowsOf = (...packets: (readonly Sent[])[]): CallRow[] => listed(captureOf(inTime(...packets))).list.rows();
const flowLines = (text: string): string[] => text.split('\n').filter(line => /^# sip-trace: (?:rtp|rtcp|stun|turn|icmp|udp) /.test(line));
const partsOf = (capture: ListedCapture): { call?: number; text: string }[] => [...capture.texts()];

describe('the list of a capture', () => {
  it('has a row for a call with its legs, result, codecs and media', () => {
    const [row, ...others] = rowsOf(through(0, 10000, 'one'));
    assert.deepEqual(others, []);
    const { legs, ...rest } = row!;
    assert.deepEqual(rest, {
      id: 1,
      time: 1_800_000_000_000_000,
      from: 'alice',
      to: 'bob',
      result: 200,
      outcome: 'answered',
      codecs: ['PCMU'],
      media: 'both ways',
      messages: 12,
      ended: true,
    });
    assert.deepEqual(legs, [
      { kind: 'sip', callId: 'one-in', parties: [`${PHONE}:5060`, `${INSIDE}:5060`], result: 200 },
      { kind: 'sip', callId: 'one-out', parties: [`${INSIDE}:5060`, `${TRUNK}:5060`], result: 200 },
    ]);
    assert.equal(legsText(legs), `phone ${PHONE} → phone ${TRUNK}`);
  });

  it('says what the media did', () => {
    const plain = call({ callId: 'a', at: 0, caller: PHONE, callee: INSIDE });
    const there = voice(1.1, 1, `${PHONE}:4000`, `${INSIDE}:6000`);
    const back = voice(1.1, 1, `${INSIDE}:6000`, `${PHONE}:4000`);
    const checks: Sent[] = [1, 2, 3].map(id => [1 + id / 10, `${PHONE}:4000`, `${INSIDE}:6000`, stun({ id })]);
    const elsewhere = voice(1.1, 1, '203.0.113.1:1000', '203.0.113.2:1000');
    assert.equal(rowsOf(plain)[0]!.media, 'not captured');
    assert.equal(rowsOf(plain, there, back)[0]!.media, 'both ways');
    const fromElsewhere = voice(1.1, 1, '203.0.113.9:6000', `${PHONE}:4000`);
    assert.equal(rowsOf(plain, there, fromElsewhere)[0]!.media, 'one way', 'nobody is where the answer says');
    assert.equal(rowsOf(plain, there)[0]!.media, 'one way');
    assert.equal(rowsOf(plain, checks)[0]!.media, 'ICE only');
    assert.equal(rowsOf(plain, elsewhere)[0]!.media, 'none');
    assert.equal(rowsOf(call({ callId: 'a', at: 0, caller: PHONE, callee: INSIDE, status: 486 }), elsewhere)[0]!.media, '');
  });

  it('takes the codecs of the answer, else those of the offer', () => {
    const codecs = ['8 0 101', '8'] as const;
    assert.deepEqual(rowsOf(call({ callId: 'a', at: 0, caller: PHONE, callee: INSIDE, codecs }))[0]!.codecs, ['PCMA']);
    const refused = rowsOf(call({ callId: 'a', at: 0, caller: PHONE, callee: INSIDE, codecs, status: 488 }))[0]!;
    assert.deepEqual([refused.codecs, refused.outcome, refused.result], [['PCMA', 'PCMU'], 'refused with 488', 488]);
  });

  it('fills while the capture is read', () => {
    const file = captureOf(inTime(through(0, 10000, 'one'), through(20, 10010, 'two', 'carol')));
    const capture = new ListedCapture('test.pcap', undefined);
    const known = new Map<number, CallRow>();
    let revision = 0;
    for (let at = 0; at < file.length; at += 200) {
      capture.push(file.subarray(at, at + 200));
      const changed = capture.list.changedSince(revision);
      assert.ok(changed.revision >= revision);
      revision = changed.revision;
      for (const id of changed.gone) known.delete(id);
      for (const row of changed.rows) known.set(row.id, row);
      assert.deepEqual([...known.values()], capture.list.rows(), `after ${at} bytes`);
    }
    capture.end();
    for (const row of capture.list.changedSince(revision).rows) known.set(row.id, row);
    assert.deepEqual([...known.values()], capture.list.rows());
    assert.deepEqual(
      capture.list.rows().map(row => row.media),
      ['both ways', 'both ways'],
    );
    assert.deepEqual(capture.list.changedSince(capture.list.changedSince(0).revision).rows, []);
  });

  it('tells calls of one moment apart by their callers', () => {
    const both = rowsOf(through(0, 10000, 'one', 'alice'), through(0.05, 10010, 'two', 'carol'));
    assert.deepEqual(
      both.map(row => row.legs.map(leg => leg.callId)),
      [
        ['one-in', 'one-out'],
        ['two-in', 'two-out'],
      ],
    );
  });

  it('does not take another order of the packets for another call', () => {
    const packets = through(0, 10000, 'one');
    const signalling = packets.filter(packet => typeof packet[3] === 'string');
    const swapped = signalling.map((_, index) => signalling[index % 2 === 0 ? Math.min(index + 1, signalling.length - 1) : index - 1]!);
    const media = packets.filter(packet => typeof packet[3] !== 'string');
    const withoutIds = (packets: readonly Sent[]): unknown =>
      listed(captureOf(packets))
        .list.rows()
        .map(row => ({ ...row, id: 0 }));
    assert.deepEqual(withoutIds([...swapped, ...media]), withoutIds([...signalling, ...media]));
  });
});

describe('the text of a capture', () => {
  const packets = inTime(through(0, 10000, 'one'), through(20, 10010, 'two', 'carol'));
  const file = captureOf(packets);

  it('holds each call with its own media, and is read as that call', () => {
    const capture = listed(file);
    const parts = partsOf(capture);
    assert.deepEqual(
      parts.map(part => part.call),
      capture.list.rows().map(row => row.id),
    );
    for (const [index, { text }] of parts.entries()) {
      const row = capture.list.rows()[index]!;
      const analysis = analyse(text);
      assert.equal(analysis.calls.length, 1);
      assert.equal(outcomeOf(analysis.calls[0]!), row.outcome);
      assert.deepEqual(
        analysis.calls[0]!.legs.map(({ kind, callId, parties, result }) => ({ kind, callId, parties, result })),
        row.legs,
      );
      assert.equal(flowLines(text).length, 4);
      assert.ok(flowLines(text).every(line => line.includes(index === 0 ? ':10000' : ':10010')));
      assert.equal(capture.textOf([row.id]), text);
    }
  });

  it('is the same whatever the pieces that the file was read in, and if it cannot be read again', () => {
    const whole = partsOf(listed(file));
    assert.deepEqual(partsOf(listed(file, { piece: 1000 })), whole);
    assert.deepEqual(partsOf(listed(file, { piece: 333, again: false })), whole);
  });

  it('begins with what belongs to no call', () => {
    const options = sip({ start: 'OPTIONS sip:gateway SIP/2.0', callId: 'ping', cseq: '1 OPTIONS', via: `${PHONE}:5060` });
    const stray = voice(0, 1, '203.0.113.1:1000', '203.0.113.2:1000');
    const capture = listed(captureOf(inTime(packets, [[30, `${PHONE}:5060`, `${INSIDE}:5060`, options]], stray)));
    const [first, ...calls] = partsOf(capture);
    assert.equal(first!.call, undefined);
    assert.match(first!.text, /^OPTIONS sip:gateway SIP\/2\.0$/m);
    assert.deepEqual(flowLines(first!.text).length, 1);
    assert.equal(calls.length, 2);
    assert.equal(capture.list.rows()[0]!.messages, 12);
  });

  it('lists the biggest flows of no call and counts the others', () => {
    const many = Array.from({ length: 230 }, (_, index) => voice(0, 0.1, `203.0.113.1:${1000 + index}`, '203.0.113.2:1000', index));
    const big = voice(0, 1, '203.0.113.9:9000', '203.0.113.2:1000');
    const [first] = partsOf(listed(captureOf(inTime(packets, big, ...many))));
    assert.equal(flowLines(first!.text).length, 200);
    assert.ok(flowLines(first!.text).some(line => line.includes('203.0.113.9:9000')));
    assert.match(first!.text, /31 more flows of no call are not listed: 155 packets/);
  });

  it('cuts what belongs to no call into texts of bounded length', () => {
    const pings = Array.from({ length: 2100 }, (_, index): Sent => {
      const start = 'OPTIONS sip:gateway SIP/2.0';
      return [index, `${PHONE}:5060`, `${INSIDE}:5060`, sip({ start, callId: `ping${index}`, cseq: '1 OPTIONS', via: `${PHONE}:5060` })];
    });
    const parts = partsOf(listed(captureOf(pings)));
    assert.deepEqual(
      parts.map(part => part.text.match(/^OPTIONS /gm)!.length),
      [2000, 100],
    );
  });

  it('has the frames of its calls', () => {
    const frames = listed(file).list.framesOf([1]);
    const own = packets.flatMap((packet, index) =>
      typeof packet[3] === 'string' && packet[3].includes('Call-ID: one-') ? [index + 1] : [],
    );
    assert.deepEqual(frames, own);
    assert.deepEqual(listed(file).list.framesOf([99]), []);
  });
});

describe('media of calls', () => {
  const textOfCall = (capture: ListedCapture, number: number): string => capture.textOf([capture.list.rows()[number - 1]!.id]);

  it('goes to the later call where a port is used again', () => {
    const first = call({ callId: 'a', at: 0, caller: PHONE, callee: INSIDE });
    const second = call({ callId: 'b', at: 60, caller: PHONE, callee: INSIDE, from: 'carol' });
    const one = voice(1.1, 1, `${PHONE}:4000`, `${INSIDE}:6000`, 1);
    const two = voice(61.1, 2, `${PHONE}:4000`, `${INSIDE}:6000`, 2);
    const capture = listed(captureOf(inTime(first, second, one, two)));
    assert.deepEqual(
      flowLines(textOfCall(capture, 1)).map(line => /packets=(\d+)/.exec(line)![1]),
      ['50'],
    );
    assert.deepEqual(
      flowLines(textOfCall(capture, 2)).map(line => /packets=(\d+)/.exec(line)![1]),
      ['100'],
    );
  });

  it('is known by one end where the other is behind NAT', () => {
    const packets = inTime(
      call({ callId: 'a', at: 0, caller: PHONE, callee: INSIDE, media: ['10.0.0.5:4000', `${INSIDE}:6000`] }),
      voice(1.1, 1, `${PHONE}:53211`, `${INSIDE}:6000`, 1),
      voice(1.1, 1, `${INSIDE}:6000`, `${PHONE}:53211`, 2),
    );
    const capture = listed(captureOf(packets));
    assert.equal(capture.list.rows()[0]!.media, 'both ways');
    assert.equal(flowLines(textOfCall(capture, 1)).length, 2);
  });

  it('with unnamed ports is of the only call between these hosts, and of none where there are two', () => {
    const stray = voice(1.1, 1, `${PHONE}:7777`, `${INSIDE}:8888`);
    const one = call({ callId: 'a', at: 0, caller: PHONE, callee: INSIDE });
    const two = call({ callId: 'b', at: 0.5, caller: PHONE, callee: INSIDE, from: 'carol', media: [`${PHONE}:4100`, `${INSIDE}:6100`] });
    const later = call({ callId: 'b', at: 100, caller: PHONE, callee: INSIDE, from: 'carol', media: [`${PHONE}:4100`, `${INSIDE}:6100`] });
    assert.equal(flowLines(textOfCall(listed(captureOf(inTime(one, stray))), 1)).length, 1);
    assert.equal(flowLines(textOfCall(listed(captureOf(inTime(one, later, stray))), 1)).length, 1);
    const both = listed(captureOf(inTime(one, two, stray)));
    assert.deepEqual(
      [1, 2].map(number => flowLines(textOfCall(both, number)).length),
      [0, 0],
    );
    assert.equal(flowLines(partsOf(both)[0]!.text).length, 1);
  });

  it('of a STUN server is of the call that comes next', () => {
    const gathering: Sent[] = [
      [0, `${PHONE}:4000`, '203.0.113.50:3478', stun({ id: 1 })],
      [0.02, '203.0.113.50:3478', `${PHONE}:4000`, stun({ id: 1, class: 'success' })],
    ];
    const alone = listed(
      captureOf(inTime(gathering, call({ callId: 'a', at: 1, caller: PHONE, callee: INSIDE, media: ['10.0.0.5:9000', `${INSIDE}:6000`] }))),
    );
    assert.equal(flowLines(textOfCall(alone, 1)).length, 2);
    const longAfter = listed(
      captureOf(
        inTime(gathering, call({ callId: 'a', at: 300, caller: PHONE, callee: INSIDE, media: ['10.0.0.5:9000', `${INSIDE}:6000`] })),
      ),
    );
    assert.equal(flowLines(textOfCall(longAfter, 1)).length, 0);
  });

  it('knows IPv6 addresses however they are written', () => {
    const offer = sip({
      start: 'INVITE sip:bob@example.com SIP/2.0',
      callId: 'a',
      cseq: '1 INVITE',
      via: `${PHONE}:5060`,
      sdp: audio('x', 4000).replaceAll('IN IP4 x', 'IN IP6 2001:DB8:0:0::5'),
    });
    const capture = listed(
      captureOf(inTime([[0, `${PHONE}:5060`, `${INSIDE}:5060`, offer]], voice(0.5, 1, '[2001:db8::9]:6000', '[2001:db8::5]:4000'))),
    );
    assert.equal(flowLines(textOfCall(capture, 1)).length, 1);
  });

  it('beside SIP on its own ports is of no call', () => {
    const keepAlive: Sent[] = [[2, `${PHONE}:5060`, `${INSIDE}:5060`, '\r\n\r\n']];
    const capture = listed(captureOf(inTime(call({ callId: 'a', at: 0, caller: PHONE, callee: INSIDE }), keepAlive)));
    assert.deepEqual(flowLines(textOfCall(capture, 1)), []);
  });
});
