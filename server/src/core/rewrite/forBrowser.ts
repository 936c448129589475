import { isCut } from '../call/descriptions';
import { sentByGateway } from '../call/legs';
import type { Call, Exchange, Leg, Message, Side } from '../call/types';
import { codecsOf, isPrimary } from '../sdp/codecs';
import { attributeFor, attributesIn, connectionAddress, connectionFor, groups, isActive, midOf, readSdp } from '../sdp/description';
import { directionOf } from '../sdp/direction';
import { profileOf } from '../sdp/profiles';
import type { MediaSection, Sdp, SdpLine } from '../sdp/types';
import { answerFitsOffer, MOST_SECTIONS } from './answerFitsOffer';
import { isMuxOffered } from './answeredSection';
import { type BrowserPlace, credentials, fingerprints, isDamaged, type Lines, setup } from './browserKeys';
import { type ExtensionNumbers, isReadable, takenExtensions, unwantedLines } from './browserLines';
import { browserMids } from './browserMids';
import { applyEdits, deleteLine, insertAfter, lineDifference, replace, type TextEdit } from './edit';
import { ADDRESS_PLACEHOLDER, gatewayAddress, type MediaAddress, PORT_PLACEHOLDER } from './gatewayAddress';

export const FOR_BROWSER = 'Rewrite this SDP for a browser (DTLS-SRTP, ICE)';

const PROFILE = 'UDP/TLS/RTP/SAVPF';

/** The video codecs that browsers have (RFC 7742 section 5, and those that came later). */
const BROWSER_VIDEO = new Set(['vp8', 'vp9', 'h264', 'h265', 'av1', 'av1x']);

/** Belongs to a section, or to nobody: SDES keys mean nothing to a browser, and nothing at session level (RFC 4568 section 4). */
const NOT_AT_SESSION_LEVEL = new Set(['crypto', 'candidate', 'mid', 'rtcp-mux']);

/** Whether nothing tells where a description goes: no SIP around it, and no log of a gateway's control protocol. */
export const isBare = ({ sip, envelope }: Message): boolean => !sip && !envelope.ng;

/**
 * Whether a description is one that a browser is to read, as far as the trace tells: what the gateway sends on a leg that is no SIP
 * leg, or a bare description, unless the browser itself wrote it.
 */
export const wantsBrowserRewrite = (message: Message, leg: Leg | undefined): boolean =>
  !leg || ((leg.kind !== 'sip' || isBare(message)) && sentByGateway(leg, message) !== false);

/**
 * Turns a description into what a browser takes: the profile UDP/TLS/RTP/SAVPF with a fingerprint and a DTLS role, ICE credentials and a
 * candidate, rtcp-mux, no SDES keys, and no stream or number of a header extension that browsers do not take (RFC 8827 section 6.5, RFC 8834 section 4.5, RFC 9429
 * sections 5.2 and 5.3). An answer is first made to fit its offer, and takes its mids. What is there and legal stays; what only the
 * gateway knows comes from its other descriptions on the leg, or has a placeholder. Codecs and o= stay. No edits where nothing lacks,
 * where the log lost a part of the text, and where the other side of the leg shows that it is no browser.
 */
export function forBrowser(message: Message, sdp: Sdp, leg?: Leg, call?: Call): TextEdit[] {
  if (isCut(message) || (leg && speaksPlainRtp(leg))) return [];
  const exchange = exchangeOf(message, leg);
  const isAnswer = exchange !== undefined && exchange.offer?.message !== message;
  const offer: Side | undefined = isAnswer ? exchange.offer : undefined;
  const place: BrowserPlace = { message, sdp, leg, isAnswer, offer: offer?.sdp, previous: exchange?.previous };
  const fitting = offer && !isCut(offer.message) ? answerFitsOffer(message, sdp, offer.sdp) : [];
  if (offer && Math.max(sdp.media.length, offer.sdp.media.length) > MOST_SECTIONS) return [];
  if (fitting.length === 0) return edits(place, call);
  const text = applyEdits(message.text, fitting);
  const fitted = readSdp(text, { start: sdp.span.start, end: sdp.span.end + text.length - message.text.length });
  return lineDifference(message.text, applyEdits(text, edits({ ...place, sdp: fitted }, call)));
}

/** The exchange of which a description is the offer or the answer; a repeated or later response answers the same offer. */
function exchangeOf(message: Message, leg: Leg | undefined): Exchange | undefined {
  const exchanges = leg?.exchanges ?? [];
  const sameRequest = ({ cseq }: Exchange): boolean =>
    message.status > 0 && cseq !== undefined && cseq.number === message.cseq?.number && cseq.method === message.cseq.method;
  return (
    exchanges.find(({ offer, answer }) => offer?.message === message || answer?.message === message) ??
    exchanges.find(exchange => sameRequest(exchange) && exchange.offer?.message.status === 0)
  );
}

/** A WebSocket client that itself speaks plain RTP or SDES is no browser. */
const speaksPlainRtp = (leg: Leg): boolean =>
  leg.messages.some(
    message =>
      message.sdp &&
      sentByGateway(leg, message) === false &&
      message.sdp.rtp.some(section => !attributeFor(message.sdp!, section, 'fingerprint')),
  );

/** A section with what becomes of it. */
interface Rewritten {
  readonly section: MediaSection;
  readonly isRefused: boolean;
  readonly keys: readonly Lines[];
}

function edits(place: BrowserPlace, call: Call | undefined): TextEdit[] {
  const { sdp } = place;
  const bundled = bundleNumbers(sdp);
  const transports = new Set(sdp.transports);
  const first = sdp.media.find(isActive);
  const sections = sdp.media.map((section): Rewritten => {
    const isRefused = isActive(section) && !isBrowserMedia(section);
    // In a BUNDLE group the transport of the first section serves all (RFC 9143 section 7.1.3).
    const shares = bundled.has(midOf(section) ?? '') && (profileOf(section.protocol).rtp ? !transports.has(section) : section !== first);
    const keys =
      !isActive(section) || isRefused || shares || isMalformed(section)
        ? []
        : [credentials, fingerprints, setup].map(make => make(place, section));
    return { section, isRefused, keys };
  });
  const mids = browserMids(
    place,
    sections.map(({ section, isRefused }) => isActive(section) && !isRefused),
  );
  const address = addresses(place, call);
  const strays = attributesIn(sdp.session, 'candidate').filter(isReadable);
  // Nobody knows which section they are about; the first one carries all of a BUNDLE group.
  const heir = sections.find(({ keys }) => keys.length > 0);
  const inSections = sections.flatMap(one =>
    sectionEdits(place, one, {
      mid: mids.added.get(one.section),
      address: () => address(one.section),
      strays: one === heir ? strays : [],
      numbers: bundled.get(midOf(one.section) ?? '') ?? new Map(),
    }),
  );
  return [...sessionEdits(sdp, sections), ...takenExtensions(sdp.session).map(deleteLine), ...mids.edits, ...inSections];
}

/** For each name of a section in a BUNDLE group, the group's numbers of header extensions, which nothing is known of yet. */
const bundleNumbers = (sdp: Sdp): Map<string, ExtensionNumbers> =>
  new Map(
    groups(sdp, 'BUNDLE').flatMap(({ mids }) => {
      const numbers: ExtensionNumbers = new Map();
      return mids.map((mid): [string, ExtensionNumbers] => [mid, numbers]);
    }),
  );

/** What a section gets of the rest of the description. */
interface Around {
  /** A name that it lacks. */
  readonly mid: string | undefined;
  readonly address: () => MediaAddress | undefined;
  /** Candidates of the session. */
  readonly strays: readonly SdpLine[];
  readonly numbers: ExtensionNumbers;
}

/** Finds the gateway's address for a section; what was learnt of descriptions serves all of them. */
function addresses({ message, sdp, leg }: BrowserPlace, call: Call | undefined): (section: MediaSection) => MediaAddress | undefined {
  const named = new Map();
  return section => gatewayAddress(message, sdp, section, leg, call, named);
}

/** Defaults that no section can use any more, and what belongs into the sections. */
function sessionEdits(sdp: Sdp, sections: readonly Rewritten[]): TextEdit[] {
  const keys = sections.flatMap(one => one.keys);
  if (keys.length === 0) return [];
  const kept = new Set(keys.flatMap(one => one.kept));
  const anew = new Set(keys.flatMap(one => one.added.map(text => /^a=([a-z-]+)/.exec(text)![1])));
  const isDefault = (line: SdpLine): boolean => /^(ice-ufrag|ice-pwd|fingerprint|setup)$/.test(line.attribute ?? '');
  return sdp.session
    .filter(
      line =>
        NOT_AT_SESSION_LEVEL.has(line.attribute ?? '') ||
        (isDefault(line) && !kept.has(line) && (anew.has(line.attribute) || isDamaged(line))),
    )
    .map(deleteLine);
}

/** An m= line of which nobody knows what is meant. */
const isMalformed = ({ protocol, port }: MediaSection): boolean => protocol === '' || Number.isNaN(port);

/** A line that browsers can read, whatever its codecs. */
const isBrowserKind = ({ media, protocol }: MediaSection): boolean =>
  /(^|\/)DTLS\/SCTP$/i.test(protocol) ? media === 'application' : profileOf(protocol).rtp && (media === 'audio' || media === 'video');

/** Audio, video of which browsers have a codec, and data channels; of a malformed line nobody knows. */
function isBrowserMedia(section: MediaSection): boolean {
  if (isMalformed(section)) return true;
  if (!isBrowserKind(section)) return false;
  if (section.media !== 'video') return true;
  const codecs = codecsOf(section);
  return codecs.some(codec => codec.name === '' || (isPrimary(codec) && BROWSER_VIDEO.has(codec.name.toLowerCase())));
}

function sectionEdits(place: BrowserPlace, { section, isRefused, keys }: Rewritten, { mid, address, strays, numbers }: Around): TextEdit[] {
  const added = mid === undefined ? [] : [`a=mid:${mid}`];
  if (isRefused || !isActive(section)) {
    // A rejected section still has its place and its name (RFC 9429 section 5.3.1).
    const dropped = section.lines.filter(
      line => line.attribute === 'crypto' || (isRefused && line.type === 'a' && line.attribute !== 'mid'),
    );
    return [...refusedLineEdits(place, section), ...written(section, dropped, added)];
  }
  const dropped = unwantedLines(place, section, numbers);
  for (const one of keys) for (const line of one.dropped) dropped.add(line);
  added.push(...keys.flatMap(one => one.added));
  const others: TextEdit[] = [];
  if (profileOf(section.protocol).rtp) {
    others.push(...profileEdits(place, section));
    if (lacksMux(place, section)) {
      added.push('a=rtcp-mux');
      // With one port for both the old address of RTCP is wrong.
      for (const line of attributesIn(section.lines, 'rtcp')) dropped.add(line);
    }
  }
  if (keys.length > 0) others.push(...pathEdits(place, section, address, strays, added));
  return [...others, ...written(section, [...dropped], added)];
}

/**
 * The m= line of a section that is not used. Browsers read only lines of the kinds that they have, with port 0 too, so that another one
 * is written as refused audio, or video where the section was that before; in an answer the kind is that of the offer.
 */
function refusedLineEdits(place: BrowserPlace, section: MediaSection): TextEdit[] {
  const offered = place.offer?.media[section.index];
  if (!offered && !isMalformed(section) && !isBrowserKind(section)) {
    const before = place.previous?.answer?.sdp.media[section.index];
    return [replace(section.line.span, `m=${before?.media === 'video' ? 'video' : 'audio'} 0 ${PROFILE} 0`)];
  }
  const port: TextEdit[] = section.port === 0 ? [] : [replace(section.portSpan, '0')];
  return offered && profileOf(section.protocol).rtp ? [...port, ...profileEdits(place, section)] : port;
}

/** Lines that go, and new ones behind the last that stays. */
function written(section: MediaSection, dropped: readonly SdpLine[], added: readonly string[]): TextEdit[] {
  const gone = new Set(dropped);
  const last = section.lines.filter(line => !gone.has(line)).at(-1)!;
  return [...dropped.map(deleteLine), ...(added.length > 0 ? [insertAfter(last, added.join('\n'))] : [])];
}

/** An answer repeats the profile of its offer (RFC 9429 section 5.3.1), which is itself rewritten where it is no browser's. */
function profileEdits({ offer }: BrowserPlace, section: MediaSection): TextEdit[] {
  const offered = offer?.media[section.index];
  const stays = offered && (isBrowsers(offer!, offered) || !isActive(offered) || !isBrowserMedia(offered));
  const wanted = stays ? offered.protocol : PROFILE;
  const fits = section.protocol === wanted || (!offered && section.protocol === 'TCP/DTLS/RTP/SAVPF');
  return fits ? [] : [replace(section.protocolSpan, wanted)];
}

const isBrowsers = (sdp: Sdp, section: MediaSection): boolean => attributeFor(sdp, section, 'fingerprint') !== undefined;

/** Whether rtcp-mux is missing and may be said: an answer says it only if the offer does (RFC 5761 section 5.1.1). */
function lacksMux({ offer }: BrowserPlace, section: MediaSection): boolean {
  if (attributesIn(section.lines, 'rtcp-mux').length > 0) return false;
  const offered = offer?.media[section.index];
  return !offered || !isBrowsers(offer!, offered) || isMuxOffered(offer!, offered);
}

const connectionLine = (address: string): string => `c=IN ${address.includes(':') ? 'IP6' : 'IP4'} ${address}`;

/**
 * Where the browser sends its checks: the candidates that are there; none where they follow later (RFC 8838); else one for the
 * gateway's address. What is added goes to the other new lines of the section.
 */
function pathEdits(
  place: BrowserPlace,
  section: MediaSection,
  findAddress: () => MediaAddress | undefined,
  strays: readonly SdpLine[],
  added: string[],
): TextEdit[] {
  const { sdp } = place;
  const connection = connectionFor(sdp, section);
  const isHeld = connectionAddress(connection) === '0.0.0.0' && section.port !== 9;
  const held = isHeld ? heldEdits(sdp, section, added) : [];
  const hasOwn = attributesIn(section.lines, 'candidate').some(isReadable);
  if (!hasOwn) for (const line of strays) added.push(line.text.trimEnd());
  if (hasOwn || strays.length > 0 || trickles(sdp, section)) return held;
  const { address, port } = findAddress() ?? { address: ADDRESS_PLACEHOLDER, port: PORT_PLACEHOLDER };
  added.push(`a=candidate:1 1 udp 2130706431 ${address} ${port} typ host`);
  const wanted = connectionLine(address);
  const moved: TextEdit[] = String(section.port) === port ? [] : [replace(section.portSpan, port)];
  if (connection?.text.trimEnd() === wanted) return [...held, ...moved];
  // A c= line stands behind the m= and i= lines (RFC 8866 section 5).
  const before = section.lines.filter(line => line.type === 'm' || line.type === 'i').at(-1)!;
  return [...held, ...moved, connection?.section === section.index ? replace(connection.span, wanted) : insertAfter(before, wanted)];
}

/** Hold by the address 0.0.0.0 (RFC 3264 section 8.4) is no hold to a browser, which does not look at c=: the direction says it. */
function heldEdits(sdp: Sdp, section: MediaSection, added: string[]): TextEdit[] {
  const { value, line } = directionOf(sdp, section);
  const wanted = value === 'sendrecv' ? 'sendonly' : value === 'recvonly' ? 'inactive' : value;
  if (wanted === value) return [];
  if (line?.section === section.index) return [replace(line.span, `a=${wanted}`)];
  added.push(`a=${wanted}`);
  return [];
}

const trickles = (sdp: Sdp, section: MediaSection): boolean => {
  const lines = [...sdp.session, ...section.lines];
  return (
    lines.some(line => line.attribute === 'ice-options' && /(?:^|\s)trickle(?:\s|$)/.test(line.attributeValue ?? '')) &&
    !lines.some(line => line.attribute === 'end-of-candidates')
  );
};
