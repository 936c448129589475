import { DissectedPacket, DissectedPackets } from './dissected';
import type { Converter } from './types';

/** Protocols and fields further inside are not told apart. */
const DEEPEST = 64;
/** No tag of this form is longer but that of a payload, which two digits a byte make long. */
const LONGEST_TAG = 1 << 20;

/** tshark -T pdml, and Wireshark's PDML export: XML. */
export const tsharkPdml: Converter = {
  format: 'tshark-pdml',
  title: 'tshark -T pdml',
  claims: sample => /<pdml[\s>]/.test(sample) || /<proto name="(?:geninfo|frame)"/.test(sample),
  convert: (text, sink) => {
    let packet: DissectedPacket | undefined;
    const packets = new DissectedPackets(sink);
    const path: string[] = [];
    let depth = 0;
    const end = (): void => {
      if (packet) packets.add(packet);
      packet = undefined;
      path.length = 0;
      depth = 0;
    };
    for (const tag of tagsOf(text)) {
      if (tag.startsWith('packet')) {
        end();
        packet = new DissectedPacket();
      } else if (tag.startsWith('/packet')) end();
      else if (!packet) continue;
      else if (tag.startsWith('/')) {
        if (path.length === depth) path.pop();
        depth = Math.max(0, depth - 1);
      } else if (tag.startsWith('proto ') || tag.startsWith('field ')) {
        const name = attribute(tag, 'name') ?? '';
        if (tag.startsWith('proto ')) {
          if (depth === 0) packet.layer(name);
        } else if (depth > 0)
          packet.field(path[0]!, depth === 1, name.replaceAll('.', '_'), attribute(tag, 'show') ?? '', attribute(tag, 'value'));
        if (tag.endsWith('/')) continue;
        if (path.length === depth && depth < DEEPEST) path.push(name);
        depth++;
      }
    }
    end();
    packets.end();
  },
};

/** What stands between `<` and `>`, one after the other: values have both escaped. */
function* tagsOf(text: string): Generator<string> {
  for (let start = text.indexOf('<'); start >= 0; ) {
    const end = text.indexOf('>', start + 1);
    if (end < 0) return;
    if (end - start < LONGEST_TAG) yield text.slice(start + 1, end);
    start = text.indexOf('<', end + 1);
  }
}

/** The value of an attribute; they stand in quotation marks. */
function attribute(tag: string, name: string): string | undefined {
  const before = ` ${name}="`;
  const at = tag.indexOf(before);
  if (at < 0) return undefined;
  const start = at + before.length;
  const end = tag.indexOf('"', start);
  return unescaped(tag.slice(start, end < 0 ? tag.length : end));
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.includes('&')
    ? text.replace(
        /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{1,8}));/g,
        (whole, hex: string | undefined, decimal: string | undefined, word: string | undefined) => {
          if (word !== undefined) return ENTITIES[word] ?? whole;
          const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
          return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
        },
      )
    : text;
