import { DissectedPacket, DissectedPackets } from './dissected';
import { readJson } from './json';
import type { ConversionSink, Converter } from './types';

const JSON_PACKET = /"_source"\s{0,64}:\s{0,64}\{\s{0,64}"layers"\s{0,64}:/;
const EK_PACKET = /"timestamp"\s{0,64}:\s{0,64}"\d{1,16}"\s{0,64},\s{0,64}"layers"\s{0,64}:/;

/** tshark -T json, with keys that come twice or with lists (--no-duplicate-keys), and Wireshark's JSON export. */
export const tsharkJson: Converter = {
  format: 'tshark-json',
  title: 'tshark -T json',
  claims: sample => JSON_PACKET.test(sample),
  convert,
};

/** tshark -T ek: one object a line, for Elasticsearch. */
export const tsharkEk: Converter = { ...tsharkJson, title: 'tshark -T ek', claims: sample => EK_PACKET.test(sample) };

function convert(text: string, sink: ConversionSink): void {
  const packets = new DissectedPackets(sink);
  let packet: DissectedPacket | undefined;
  /** How many keys lead to the protocols. */
  let base = 0;
  readJson(text, {
    open: path => {
      if (!packet && path.at(-1) === 'layers') {
        packet = new DissectedPacket();
        base = path.length;
      } else if (packet && path.length === base + 1) packet.layer(path[base]!);
    },
    close: path => {
      if (!packet || path.length > base || path.at(-1) !== 'layers') return;
      packets.add(packet);
      packet = undefined;
    },
    value: (path, value, isFirst) => {
      if (!packet || path.length <= base || (!isFirst && path.length === base + 1)) return;
      const layer = path[base]!;
      packet.field(layer, path.length <= base + 2, nameOf(path.at(-1)!), value);
    },
  });
  // A text that is cut off ends inside of a packet.
  if (packet) packets.add(packet);
  packets.end();
}

/** `ip.src`, and `ip_ip_src` as -T ek has it, with the protocol before the name. */
const nameOf = (key: string): string =>
  key
    .slice(0, 200)
    .replaceAll('.', '_')
    .replace(/^([a-z0-9]{1,40})_\1_/, '$1_');
