import type { Call, Leg, Message } from '../call/types';
import { codecKey, codecsOf, isPrimary, type Codec } from '../sdp/codecs';
import { attributesIn, connectionAddress, connectionFor, isActive } from '../sdp/description';
import { profileOf } from '../sdp/profiles';
import type { MediaSection, Sdp, SdpLine } from '../sdp/types';
import { deleteLine, insertAfter, replace, type TextEdit } from './edit';
import { ADDRESS_PLACEHOLDER, gatewayAddress, type MediaAddress, PORT_PLACEHOLDER } from './gatewayAddress';

export const FOR_SIP_LEG = 'Rewrite this SDP for a SIP leg (plain RTP)';

/** What only ICE, DTLS-SRTP, BUNDLE, early feedback and WebRTC's identification of tracks need. */
const BROWSER_ATTRIBUTES = new Set([
  ...[
    'candidate',
    'remote-candidates',
    'end-of-candidates',
    'ice-ufrag',
    'ice-pwd',
    'ice-options',
    'ice-lite',
    'ice-mismatch',
    'ice-pacing',
  ],
  ...['fingerprint', 'setup', 'tls-id', 'dtls-id', 'connection', 'identity', 'key-mgmt'],
  ...['rtcp-mux', 'rtcp-mux-only', 'rtcp-rsize', 'rtcp-xr', 'rtcp-fb', 'extmap', 'extmap-allow-mixed'],
  ...['group', 'mid', 'bundle-only', 'msid', 'msid-semantic', 'ssrc', 'ssrc-group', 'rid', 'simulcast'],
]);

/** Of no use without their partner in the same section, or at another clock than telephony's. */
const BROWSER_CODECS = new Set(['opus', 'red', 'ulpfec', 'flexfec', 'flexfec-03', 'rtx']);

/** What the two rewrites for a SIP leg do not have in common. */
export interface SipTarget {
  readonly profile: 'RTP/AVP' | 'RTP/SAVP';
  /** What becomes of the a=crypto lines of an audio section. */
  readonly keys: (section: MediaSection) => TextEdit[];
  /** What becomes of a video section that is SIP's own, as far as its encryption goes. */
  readonly video: (section: MediaSection) => TextEdit[];
}

const withoutKeys = (section: MediaSection): TextEdit[] => attributesIn(section.lines, 'crypto').map(deleteLine);

const profileEdit = (section: MediaSection, profile: SipTarget['profile']): TextEdit[] =>
  section.protocol === profile ? [] : [replace(section.protocolSpan, profile)];

const PLAIN: SipTarget = {
  profile: 'RTP/AVP',
  keys: withoutKeys,
  video: section => [...withoutKeys(section), ...(profileOf(section.protocol).rtp ? profileEdit(section, 'RTP/AVP') : [])],
};

/** Whether the description has anything that the rewrite would take out, so that it is worth offering. */
export const wantsSipRewrite = (sdp: Sdp): boolean =>
  sdp.media.some(section => isActive(section) && section.protocol !== 'RTP/AVP' && profileOf(section.protocol).rtp) ||
  sdp.lines.some(line => isUnwanted(line) || line.attribute === 'crypto');

/**
 * Turns a description into plain RTP for a phone or trunk: profile RTP/AVP, no ICE, DTLS, SDES, rtcp-mux, BUNDLE or WebRTC attributes,
 * no codec that only browsers have if others are left, the video and data of browsers refused (RFC 3264 sections 5.1 and 6). c= and port are the
 * gateway's, as far as the trace tells them. o= stays.
 */
export const forSipLeg = (message: Message, sdp: Sdp, leg?: Leg, call?: Call): TextEdit[] => rewriteForSip(PLAIN, message, sdp, leg, call);

/** The edits that both rewrites for a SIP leg share, with those of the target. */
export function rewriteForSip(target: SipTarget, message: Message, sdp: Sdp, leg?: Leg, call?: Call): TextEdit[] {
  const edits: TextEdit[] = [];
  // Keys mean nothing on the session level (RFC 4568 section 4).
  for (const line of sdp.session) if (isUnwanted(line) || line.attribute === 'crypto') edits.push(deleteLine(line));
  const named = new Map();
  const addresses = sdp.media.map(section => gatewayAddress(message, sdp, section, leg, call, named));
  const anyAddress = addresses.find(found => found !== undefined)?.address ?? ADDRESS_PLACEHOLDER;
  const inSections = sdp.media.flatMap((section, index) => {
    if (!isActive(section)) return [...strip(section, isUnwanted), ...withoutKeys(section)];
    if (section.media === 'audio' && profileOf(section.protocol).rtp) return audio(target, sdp, section, addresses[index]);
    if (isBrowserMedia(section)) return refused(target, section, addresses[index]?.address ?? anyAddress);
    return [...strip(section, isUnwanted), ...target.video(section)];
  });
  return [...edits, ...inSections];
}

const isUnwanted = (line: SdpLine): boolean => BROWSER_ATTRIBUTES.has(line.attribute ?? '');

const strip = (section: MediaSection, unwanted: (line: SdpLine) => boolean): TextEdit[] => section.lines.filter(unwanted).map(deleteLine);

/** Video as browsers send it, and their data channels; fax and plain video are SIP's own. */
const isBrowserMedia = (section: MediaSection): boolean => {
  const profile = profileOf(section.protocol);
  return profile.dtls || profile.feedback || /SCTP/i.test(section.protocol);
};

/** A section that the phone has no use for: port 0, and nothing but its m= and c= lines (RFC 3264 sections 5.1 and 6). */
function refused({ profile }: SipTarget, section: MediaSection, address: string): TextEdit[] {
  const edits = strip(section, line => line.type === 'a');
  if (section.port !== 0) edits.push(replace(section.portSpan, '0'));
  if (profileOf(section.protocol).rtp) edits.push(...profileEdit(section, profile));
  const connection = section.lines.find(line => line.type === 'c');
  const moved = connection && isActive(section) && connection.text.trimEnd() !== connectionLine(address);
  return moved ? [...edits, replace(connection.span, connectionLine(address))] : edits;
}

const connectionLine = (address: string): string => `c=IN ${address.includes(':') ? 'IP6' : 'IP4'} ${address}`;

function audio(target: SipTarget, sdp: Sdp, section: MediaSection, found: MediaAddress | undefined): TextEdit[] {
  const dropped = new Set(droppedCodecs(section).map(codec => codec.payloadType));
  const edits = strip(section, line => isUnwanted(line) || isBrowserRtcp(line, found) || dropped.has(payloadTypeOf(line) ?? ''));
  edits.push(...profileEdit(section, target.profile));
  if (dropped.size > 0) {
    const first = section.formats[0]!.span.start;
    const last = section.formats[section.formats.length - 1]!.span.end;
    const kept = section.formats.filter(format => !dropped.has(format.text)).map(format => format.text);
    edits.push(replace({ start: first, end: last }, kept.join(' ')));
  }
  edits.push(...address(sdp, section, found ?? { address: ADDRESS_PLACEHOLDER, port: PORT_PLACEHOLDER }), ...target.keys(section));
  return edits;
}

/** The browser's RTCP address is no more the gateway's than its RTP address. */
const isBrowserRtcp = (line: SdpLine, found: MediaAddress | undefined): boolean =>
  line.attribute === 'rtcp' && (!found || /^(9\b|\d+ IN IP4 0\.0\.0\.0)/.test(line.attributeValue ?? ''));

const payloadTypeOf = (line: SdpLine): string | undefined =>
  line.attribute === 'rtpmap' || line.attribute === 'fmtp' ? /^\d+/.exec(line.attributeValue ?? '')?.[0] : undefined;

function droppedCodecs(section: MediaSection): Codec[] {
  const codecs = codecsOf(section);
  const telephony = codecs.filter(codec => isPrimary(codec) && !BROWSER_CODECS.has(codec.lower));
  if (telephony.length === 0) return [];
  const clocks = new Set(telephony.map(codec => codec.clockRate));
  return codecs.filter(
    codec => BROWSER_CODECS.has(codec.lower) || (codecKey(codec).startsWith('telephone-event/') && !clocks.has(codec.clockRate)),
  );
}

function address(sdp: Sdp, section: MediaSection, found: MediaAddress): TextEdit[] {
  const connection = connectionFor(sdp, section);
  // A call on hold in the old way (RFC 3264 section 8.4) stays on hold.
  if (connectionAddress(connection) === '0.0.0.0' && section.port !== 9) return [];
  const wanted = connectionLine(found.address);
  const edits: TextEdit[] = [];
  if (connection?.text.trimEnd() !== wanted) {
    edits.push(connection?.section === section.index ? replace(connection.span, wanted) : insertAfter(section.line, wanted));
  }
  if (String(section.port) !== found.port) edits.push(replace(section.portSpan, found.port));
  return edits;
}
