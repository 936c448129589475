import { HexPacket, tsharkRow } from './hexRows';
import { hasVerbatimMessage, linesOf } from './lines';
import { isOfNeighbours, linkOf } from './linkType';
import { datagramMessages, isFiltered, type PrintedFrame, type PutTogether, segmentMessages, tcpOf } from './putTogether';
import { tellSkipped } from './tcpdumpHex';
import { epochTime, microseconds } from './treeLines';
import type { Converter } from './types';

/** Packets of a text that are looked at to tell whether they hold IP. */
const LOOKED_AT = 20;

/** What stands before each of several blocks of bytes: those of the frame, and those that the tool put together, unmasked or decrypted. */
const BLOCK = /^([A-Z][A-Za-z0-9 .,/()-]{0,80}) \(\d{1,9} bytes\):$/;
const FRAME = /^Frame (\d{1,12}): /;
/** A line of the list of packets: number, and time in seconds since the first packet or as a date. */
const SUMMARY = /^ {0,16}(\d{1,12}) {1,16}(\d{1,9})\.(\d{6,9}) {1,16}\S/;
const SUMMARY_DATE = /^ {0,16}(\d{1,12}) {1,16}(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\.(\d{6,9}) /;

/** tshark -x, and what Wireshark copies or exports as a hex dump, alone or below lists and trees. */
export const tsharkHex: Converter = {
  format: 'tshark-x',
  title: 'tshark -x',
  claims: sample => /^[ \t]{0,4}0000[ \t]{1,4}[0-9a-f]{2} /m.test(sample) && !hasVerbatimMessage(sample) && holdsIp(sample),
  convert: (text, sink) => {
    const frames = [...framesOf(text)];
    const filtered = isFiltered(frames);
    let counted = 0;
    for (const frame of frames) {
      const { bytes, time, link } = frame;
      const number = frame.number ?? counted + 1;
      if (filtered || (counted > 0 && number > counted + 1)) sink.filtered();
      counted = number;
      if (!link) continue;
      const hand = (found: PutTogether | undefined): void => {
        for (const message of found?.messages ?? [])
          sink.message({ number, time, ...found!.ends, transport: found!.transport, bytes: message });
      };
      // Where the packets before it were filtered out, the tool itself has put the message together.
      if (filtered && tcpOf(bytes, link.ipAt)) hand(segmentMessages(frame, link));
      else if (sink.packet({ number, time, linkType: link.type, bytes, wireLength: link.wireLength, whole: true }) === 0)
        hand(datagramMessages(frame, link));
    }
    if (frames.every(frame => frame.time === undefined)) sink.problem('The dump gives no times: packets stand in its order.');
    tellSkipped(
      sink,
      frames.filter(frame => frame.isBroken).length,
      frames.filter(({ link, bytes }) => !link && !isOfNeighbours(bytes)).length,
    );
  },
};

function* framesOf(text: string): Generator<PrintedFrame> {
  const packet = new HexPacket();
  let frame: PrintedFrame | undefined;
  let open = false;
  let name: string | undefined;
  let number: number | undefined;
  let time: number | undefined;
  /** Rows have ended: they are those of a frame, or of a block that belongs to the last one. */
  const taken = (): PrintedFrame | undefined => {
    const { bytes, broken } = packet.take();
    open = false;
    if (name !== undefined) {
      frame?.blocks.push({ name, bytes });
      name = undefined;
      return undefined;
    }
    const before = frame;
    frame = { bytes, link: linkOf(bytes), number, time, isBroken: broken, blocks: [] };
    number = undefined;
    time = undefined;
    return before;
  };
  for (const line of linesOf(text)) {
    const row = tsharkRow(line);
    if (open && (!row || row.offset === 0)) {
      const before = taken();
      if (before) yield before;
    }
    if (row) {
      open = true;
      packet.add(row);
      continue;
    }
    const block = BLOCK.exec(line);
    // The next packet has no such line where its frame is all of its bytes.
    name = block && !/^(?:Frame|Packet)$/.test(block[1]!) ? block[1] : undefined;
    const counted = FRAME.exec(line) ?? SUMMARY.exec(line) ?? SUMMARY_DATE.exec(line);
    if (counted) number = Number(counted[1]);
    time = epochTime(line) ?? summaryTime(line) ?? time;
  }
  const last = open ? taken() : undefined;
  if (last) yield last;
  if (frame) yield frame;
}

/** Microseconds; of a time without a date those since the first packet. */
function summaryTime(line: string): number | undefined {
  const date = SUMMARY_DATE.exec(line);
  if (date) {
    const milliseconds = Date.parse(`${date[2]}T${date[3]}Z`);
    return Number.isNaN(milliseconds) ? undefined : microseconds(String(milliseconds / 1000), date[4]!);
  }
  const match = SUMMARY.exec(line);
  return match ? microseconds(match[2]!, match[3]!) : undefined;
}

function holdsIp(sample: string): boolean {
  let looked = 0;
  for (const { link } of framesOf(sample)) {
    if (link) return true;
    if (++looked === LOOKED_AT) return false;
  }
  return false;
}
