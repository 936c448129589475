import { sentByGateway } from '../call/legs';
import type { Call, Leg, Message } from '../call/types';
import { connectionAddress, connectionFor } from '../sdp/description';
import type { MediaSection, Sdp } from '../sdp/types';

/** Stands in a rewritten description where the trace does not tell the gateway's own address. */
export const ADDRESS_PLACEHOLDER = '<gateway-address>';
/** The discard port (RFC 863), as the grammar wants digits. */
export const PORT_PLACEHOLDER = '9';

export interface MediaAddress {
  readonly address: string;
  readonly port: string;
}

/**
 * Where the sender of a description receives media: its own c= and port if they are its own; else those of another description that it
 * sent on the leg; else undefined. What stands on the leg of the other kind too was passed on, and is never taken: a browser takes no
 * plain RTP, and a phone no ICE.
 * @param named what was learnt of descriptions already, where many sections are asked about
 */
export function gatewayAddress(
  message: Message,
  sdp: Sdp,
  section: MediaSection,
  leg?: Leg,
  call?: Call,
  named: Named = new Map(),
): MediaAddress | undefined {
  const own = addressOf(sdp, section);
  if (own && isSendersOwn(own, message, sdp, named, leg, call)) return own;
  for (const other of leg?.messages ?? []) {
    const counterpart = other !== message && other.sdp && sameSender(other, message) ? other.sdp.media[section.index] : undefined;
    const address = counterpart && addressOf(other.sdp!, counterpart);
    if (address && isSendersOwn(address, other, other.sdp!, named, leg, call)) return address;
  }
  return undefined;
}

function addressOf(sdp: Sdp, section: MediaSection): MediaAddress | undefined {
  const address = connectionAddress(connectionFor(sdp, section));
  if (!address || /^(0\.0\.0\.0|::|127\.|<)/.test(address) || !section.port || section.port === 9 || section.port > 65535) return undefined;
  return { address, port: String(section.port) };
}

function isSendersOwn(own: MediaAddress, message: Message, sdp: Sdp, named: Named, leg?: Leg, call?: Call): boolean {
  // What stands on the other leg too was carried over unchanged, but not by the one that it belongs to.
  if (
    message.envelope.source?.host === own.address ||
    (message.status === 0 && message.via?.host === own.address) ||
    (leg && sentByGateway(leg, message) === false)
  )
    return true;
  const otherKind = leg?.kind === 'webrtc' ? 'sip' : 'webrtc';
  const otherLegs = call?.legs.filter(one => one !== leg && one.kind === otherKind) ?? [];
  if (otherLegs.some(one => one.messages.some(other => other.sdp && namesOf(other.sdp, named).has(nameOf(own))))) return false;
  // Chrome writes 127.0.0.1 into o=, Firefox its name: such a description has passed no media gateway.
  const origin = sdp.session.find(line => line.type === 'o')?.value ?? '';
  const fromBrowser = /IP4 127\.0\.0\.1\s*$|IP6 ::1\s*$|THIS_IS_SDPARTA/.test(origin);
  return !fromBrowser || !candidates(sdp).some(one => one.address === own.address);
}

const candidates = (sdp: Sdp): MediaAddress[] =>
  sdp.lines
    .filter(line => line.attribute === 'candidate')
    .map(line => (line.attributeValue ?? '').split(/\s+/))
    .map(words => ({ address: words[4] ?? '', port: words[5] ?? '' }));

/** The addresses with ports that descriptions name. */
type Named = Map<Sdp, ReadonlySet<string>>;

const nameOf = ({ address, port }: MediaAddress): string => `${address} ${port}`;

/** The addresses that a description names as its own media addresses or as candidates. */
function namesOf(sdp: Sdp, named: Named): ReadonlySet<string> {
  let names = named.get(sdp);
  if (!names) {
    const own = sdp.media.map(section => addressOf(sdp, section)).filter(one => one !== undefined);
    names = new Set([...own, ...candidates(sdp)].map(nameOf));
    named.set(sdp, names);
  }
  return names;
}

/** Whether two messages of a leg come from the same party; never for bare descriptions. */
export function sameSender(a: Message, b: Message): boolean {
  const sender = (message: Message): string | undefined => (message.status === 0 ? message.fromTag : message.toTag);
  return sender(a) !== undefined && sender(a) === sender(b);
}
