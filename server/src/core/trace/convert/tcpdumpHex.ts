import { epochMicroseconds, timeOfDay } from '../envelope';
import { HexPacket, tcpdumpRow } from './hexRows';
import { hasVerbatimMessage, linesOf } from './lines';
import { isOfNeighbours, linkOf } from './linkType';
import type { ConversionSink, Converter } from './types';

const RAW = 101;
const DAY = 86_400_000_000;
/** Packets of a text that are looked at to tell whether they hold IP. */
const LOOKED_AT = 20;

/** `2026-11-22 10:00:00.000001 IP …` (-tttt). */
const DATE = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{6,9}) /;
/** `10:00:00.000001 IP …`; a space before it where it is counted from the packet before (-ttt) or from the first (-ttttt). */
const CLOCK = /^( ?)(\d\d):(\d\d):(\d\d)\.(\d{6,9}) /;
/** `1795340321.570911 IP …` (-tt). */
const EPOCH = /^(\d{9,11})\.(\d{6,9}) /;

/** tcpdump -x, -xx, -X, -XX: a line for each packet and its bytes below, with or without the link's header. */
export const tcpdumpHex: Converter = {
  format: 'tcpdump-X',
  title: 'tcpdump -X',
  claims: sample => /^[ \t]{0,16}0x0000:[ \t]/m.test(sample) && !hasVerbatimMessage(sample) && holdsIp(sample),
  convert: (text, sink) => {
    let broken = 0;
    let unknown = 0;
    let number = 0;
    const clock = new Clock(deltasAdd(text));
    for (const { bytes, time, isBroken } of packetsOf(text)) {
      const link = linkOf(bytes);
      number++;
      if (isBroken) broken++;
      if (link) {
        // Only with the link's header (-XX) are the bytes those that Wireshark counts.
        const whole = link.type !== RAW;
        sink.packet({ number, time: time && clock.at(time), linkType: link.type, bytes, wireLength: link.wireLength, whole });
      } else if (!isOfNeighbours(bytes)) unknown++;
    }
    if (!clock.used) sink.problem('The dump gives no times: packets stand in its order.');
    tellSkipped(sink, broken, unknown);
  },
};

/** Says what of a hex dump could not be used. */
export function tellSkipped(sink: ConversionSink, broken: number, unknown: number): void {
  if (broken > 0) sink.problem(`${packets(broken)} of the dump ${broken === 1 ? 'lacks' : 'lack'} rows: what follows the gap is lost.`);
  if (unknown > 0)
    sink.problem(
      `${packets(unknown)} of the dump ${unknown === 1 ? 'is' : 'are'} left out: no IP packet was found in ${unknown === 1 ? 'it' : 'them'}.`,
    );
}

const packets = (count: number): string => `${count} packet${count === 1 ? '' : 's'}`;

interface PrintedPacket {
  readonly bytes: Uint8Array;
  readonly time: PrintedTime | undefined;
  readonly isBroken: boolean;
}

/** A time as it was printed, in microseconds. */
interface PrintedTime {
  readonly kind: 'date' | 'clock' | 'difference';
  readonly value: number;
}

function* packetsOf(text: string): Generator<PrintedPacket> {
  const packet = new HexPacket();
  let open = false;
  let time: PrintedTime | undefined;
  let next: PrintedTime | undefined;
  for (const line of linesOf(text)) {
    const row = tcpdumpRow(line);
    if (open && (!row || row.offset === 0)) {
      const { bytes, broken } = packet.take();
      yield { bytes, time, isBroken: broken };
      open = false;
    }
    if (!row) {
      next = timeOf(line) ?? next;
      continue;
    }
    if (!open) {
      time = next;
      next = undefined;
    }
    open = true;
    packet.add(row);
  }
  if (open) {
    const { bytes, broken } = packet.take();
    yield { bytes, time, isBroken: broken };
  }
}

function timeOf(line: string): PrintedTime | undefined {
  const date = DATE.exec(line);
  if (date) return { kind: 'date', value: epochMicroseconds(date) };
  const clock = CLOCK.exec(line);
  if (clock) return { kind: clock[1] === ' ' ? 'difference' : 'clock', value: timeOfDay(clock[2]!, clock[3]!, clock[4]!, clock[5]) };
  const epoch = EPOCH.exec(line);
  return epoch ? { kind: 'date', value: Number(epoch[1]) * 1e6 + Number(epoch[2]!.slice(0, 6)) } : undefined;
}

/** Whether differences are counted from the packet before: those from the first one never become less. */
function deltasAdd(text: string): boolean {
  let last = 0;
  for (const line of linesOf(text)) {
    const time = timeOf(line);
    if (time?.kind !== 'difference') continue;
    if (time.value < last) return true;
    last = time.value;
  }
  return false;
}

/** Makes printed times such that go on. */
class Clock {
  used = false;
  private days = 0;
  private last = 0;

  constructor(private readonly adds: boolean) {}

  at({ kind, value }: PrintedTime): number {
    this.used = true;
    if (kind === 'date') return value;
    if (kind === 'difference') {
      this.last = this.adds ? this.last + value : value;
      return this.last;
    }
    // A clock without a date begins anew at midnight.
    if (value < this.last - DAY / 2) this.days++;
    this.last = value;
    return this.days * DAY + value;
  }
}

function holdsIp(sample: string): boolean {
  let looked = 0;
  for (const { bytes } of packetsOf(sample)) {
    if (linkOf(bytes)) return true;
    if (++looked === LOOKED_AT) return false;
  }
  return false;
}
