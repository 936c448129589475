import { addProblem } from '../notes';
import type { CaptureNotes, Frame } from '../types';

/** Kinds of links that are told apart; a file may claim any number of them. */
const MOST_LINKS = 20;

const LINK_NAMES: Readonly<Record<number, string>> = {
  6: 'Token Ring',
  10: 'FDDI',
  105: 'IEEE 802.11',
  107: 'Frame Relay',
  119: 'IEEE 802.11 with Prism header',
  122: 'IP over Fibre Channel',
  123: 'ATM',
  127: 'IEEE 802.11 with radiotap header',
  149: 'for private use',
  163: 'IEEE 802.11 with AVS header',
  187: 'Bluetooth',
  189: 'USB of Linux',
  195: 'IEEE 802.15.4',
  201: 'Bluetooth',
  220: 'USB of Linux',
  239: 'NFLOG of Linux',
  249: 'USB of Windows',
  252: "Wireshark's exported packets",
  253: 'netlink of Linux',
  258: "macOS's PKTAP",
};

/** Those in which IP packets may lie: they are worth a sentence. */
const TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [0x22f3, 'TRILL'],
  [0x88e5, 'MACsec: encrypted'],
  [0x88e7, 'provider backbone bridges'],
  [0x894f, 'NSH'],
]);
const PROTOCOL_NAMES: ReadonlyMap<number, string> = new Map([
  [50, 'ESP: encrypted by IPsec'],
  [97, 'EtherIP'],
  [115, 'L2TP'],
  [136, 'UDP-Lite'],
  [137, 'MPLS in IP'],
]);

/** Counts the packets that are not read, and says of which kinds they are. */
export class Unread {
  private readonly links = new Map<number, { count: number; readonly interface: number }>();
  private readonly types = new Map<number, number>();
  private readonly protocols = new Map<number, number>();

  constructor(private readonly notes: CaptureNotes) {}

  /** A packet that ends before its headers do, or whose headers contradict themselves. */
  malformed(): void {
    this.notes.unread++;
  }

  link(frame: Frame): void {
    this.notes.unread++;
    const known = this.links.get(frame.linkType);
    if (known) known.count++;
    else if (this.links.size < MOST_LINKS) this.links.set(frame.linkType, { count: 1, interface: frame.interface });
  }

  etherType(type: number): void {
    this.notes.unread++;
    if (TYPE_NAMES.has(type)) this.types.set(type, (this.types.get(type) ?? 0) + 1);
  }

  protocol(protocol: number): void {
    this.notes.unread++;
    if (PROTOCOL_NAMES.has(protocol)) this.protocols.set(protocol, (this.protocols.get(protocol) ?? 0) + 1);
  }

  /** The sentences, told once. */
  end(): void {
    for (const [type, link] of this.links) {
      const name = LINK_NAMES[type];
      this.tell(`Link type ${type}${name ? ` (${name})` : ''} of interface ${link.interface}`, link.count);
    }
    for (const [type, count] of this.types) this.tell(`EtherType 0x${type.toString(16).padStart(4, '0')} (${TYPE_NAMES.get(type)})`, count);
    for (const [protocol, count] of this.protocols) this.tell(`IP protocol ${protocol} (${PROTOCOL_NAMES.get(protocol)})`, count);
    for (const counts of [this.links, this.types, this.protocols]) counts.clear();
  }

  private tell(what: string, count: number): void {
    addProblem(this.notes, `${what} is not read: ${count} ${count === 1 ? 'packet' : 'packets'}.`);
  }
}
