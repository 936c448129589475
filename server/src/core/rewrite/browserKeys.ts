import type { Exchange, Leg, Message } from '../call/types';
import { attributeFor, attributesFor, attributesIn } from '../sdp/description';
import { hashOctets, hexOctets, readFingerprint, sameFingerprint } from '../sdp/fingerprint';
import { looksRedacted } from '../sdp/redacted';
import type { MediaSection, Sdp, SdpLine } from '../sdp/types';
import { sameSender } from './gatewayAddress';

/** Stand where only the gateway can say what belongs there: its ICE stack makes the pair, its certificate gives the hash. */
export const UFRAG_PLACEHOLDER = '<gateway-ice-ufrag>';
export const PWD_PLACEHOLDER = '<gateway-ice-pwd>';
export const FINGERPRINT_PLACEHOLDER = '<gateway-fingerprint>';

/** A description that is rewritten, where it stands, and the offer that it answers. */
export interface BrowserPlace {
  readonly message: Message;
  readonly sdp: Sdp;
  readonly leg?: Leg;
  readonly isAnswer: boolean;
  readonly offer?: Sdp;
  /** The completed exchange before: its names of sections hold, and a later offer may keep its role. */
  readonly previous?: Exchange;
}

/** What becomes of lines that hold for a section: which stay, at whichever level, which of its own go, and which are new. */
export interface Lines {
  readonly kept: readonly SdpLine[];
  readonly dropped: readonly SdpLine[];
  readonly added: readonly string[];
}

const keep = (...lines: readonly (SdpLine | undefined)[]): Lines => ({
  kept: lines.filter(line => line !== undefined),
  dropped: [],
  added: [],
});

const textOf = (line: SdpLine | undefined): string => (line?.attributeValue ?? '').trim();

/** How the same sender described itself on the leg before, the latest first. */
const earlierDescriptions = ({ message, leg }: BrowserPlace): Sdp[] =>
  (leg?.messages.slice(0, Math.max(leg.messages.indexOf(message), 0)) ?? [])
    .reverse()
    .flatMap(other => (other.sdp && sameSender(other, message) ? [other.sdp] : []));

/** The same, and behind them those that came later. */
const otherDescriptions = (place: BrowserPlace): Sdp[] => [
  ...earlierDescriptions(place),
  ...(place.leg?.messages.slice(place.leg.messages.indexOf(place.message) + 1) ?? []).flatMap(other =>
    other.sdp && sameSender(other, place.message) ? [other.sdp] : [],
  ),
];

/** Least lengths (RFC 8839 section 5.4). Signs that Chrome still takes are left to `ice/credentials-format`. */
const isLegalCredential = (value: string, least: number): boolean =>
  value !== '' && (looksRedacted(value) || (value.length >= least && value.length <= 256 && /^[A-Za-z0-9+/=#_-]*$/.test(value)));

const isLegalPair = (ufrag: string, pwd: string): boolean => isLegalCredential(ufrag, 4) && isLegalCredential(pwd, 22);

const pairOf = (sdp: Sdp, section: MediaSection): [SdpLine | undefined, SdpLine | undefined] => [
  attributeFor(sdp, section, 'ice-ufrag'),
  attributeFor(sdp, section, 'ice-pwd'),
];

/** Whether an answer gives back the ICE password of its offer, and so what is not its own. */
function isEcho({ isAnswer, sdp, offer }: BrowserPlace, section: MediaSection): boolean {
  const offered = isAnswer ? offer?.media[section.index] : undefined;
  const mine = textOf(attributeFor(sdp, section, 'ice-pwd'));
  return offered !== undefined && !looksRedacted(mine) && mine === textOf(attributeFor(offer!, offered, 'ice-pwd'));
}

/**
 * The ICE user name and password of a section (RFC 8839 section 5.4): kept as a pair where both are legal, else those that the same
 * sender gave the section in another description on the leg, else placeholders.
 */
export function credentials(place: BrowserPlace, section: MediaSection): Lines {
  const [ufrag, pwd] = pairOf(place.sdp, section);
  if (isLegalPair(textOf(ufrag), textOf(pwd)) && !isEcho(place, section)) return keep(ufrag, pwd);
  const dropped = [...attributesIn(section.lines, 'ice-ufrag'), ...attributesIn(section.lines, 'ice-pwd')];
  const known = otherDescriptions(place)
    .flatMap(sdp => (sdp.media[section.index] ? [pairOf(sdp, sdp.media[section.index]!).map(textOf)] : []))
    .find(([name, password]) => isLegalPair(name!, password!));
  const [name, password] = known ?? [UFRAG_PLACEHOLDER, PWD_PLACEHOLDER];
  return { kept: [], dropped, added: [`a=ice-ufrag:${name}`, `a=ice-pwd:${password}`] };
}

/** A fingerprint as it can be used: as it is, or with the colons and dashes that it lacks; undefined where it is damaged. */
function usable(line: SdpLine): string | undefined {
  const { hash, value } = readFingerprint(line);
  if (!hash || !value) return undefined;
  const name = hash.text.toLowerCase().replace(/^sha_?(\d{1,4})$/, 'sha-$1');
  // Where it was taken out before the trace was shown, it is there all the same.
  if (/[g-z*.…<>[\](){}#?]/i.test(value.text)) return line.text.trimEnd();
  const octets = hashOctets(name);
  if (octets === undefined || /^md/.test(name)) return undefined;
  const plain = /^[0-9a-f]+$/i.test(value.text) && value.text.length === octets * 2;
  const hex = plain ? value.text.toUpperCase().match(/../g)!.join(':') : value.text;
  if (hexOctets(hex) !== octets) return undefined;
  return name === hash.text.toLowerCase() && !plain ? line.text.trimEnd() : `a=fingerprint:${name} ${hex}`;
}

/** The certificates of a section (RFC 8122 section 5): kept, else the one of another description of the sender, else a placeholder. */
export function fingerprints(place: BrowserPlace, section: MediaSection): Lines {
  const offered = isEcho(place, section) ? attributesIn(place.offer!.lines, 'fingerprint') : [];
  const lines = attributesFor(place.sdp, section, 'fingerprint').filter(line => !offered.some(one => sameFingerprint(one, line)));
  const right = lines.filter(line => usable(line) === line.text.trimEnd());
  const dropped = attributesIn(section.lines, 'fingerprint').filter(line => !right.includes(line));
  if (right.length > 0) return { kept: right, dropped, added: [] };
  const meant = lines.map(usable).find(one => one !== undefined);
  const known = otherDescriptions(place).flatMap(sdp => attributesIn(sdp.lines, 'fingerprint').map(usable));
  const text = meant ?? known.find(one => one !== undefined) ?? `a=fingerprint:sha-256 ${FINGERPRINT_PLACEHOLDER}`;
  return { kept: [], dropped, added: [text] };
}

type Role = 'active' | 'passive';

const OPPOSITE: Readonly<Record<Role, Role>> = { active: 'passive', passive: 'active' };

const roleOf = (line: SdpLine | undefined): Role | undefined => {
  const value = textOf(line).toLowerCase();
  return value === 'active' || value === 'passive' ? value : undefined;
};

/**
 * Who begins the DTLS handshake (RFC 8842 section 5): an offer leaves it open, unless it is a later one and keeps a role; an answer
 * chooses, and says what fits the offer.
 */
export function setup(place: BrowserPlace, section: MediaSection): Lines {
  const line = attributeFor(place.sdp, section, 'setup');
  const role = roleOf(line);
  const own = attributesIn(section.lines, 'setup');
  const say = (word: string): Lines => ({ kept: [], dropped: own, added: [`a=setup:${word}`] });
  const running = role && runningRole(place, section);
  if (!place.isAnswer) {
    const mayKeep = textOf(line) === 'actpass' || (role && place.previous && (!running || running === role));
    return mayKeep ? keep(line) : say('actpass');
  }
  const offered = place.offer?.media[section.index];
  const theirs = offered && roleOf(attributeFor(place.offer!, offered, 'setup'));
  const wanted = theirs ? OPPOSITE[theirs] : (running ?? role ?? earlierRole(place, section) ?? 'active');
  return textOf(line) === wanted ? keep(line) : say(wanted);
}

/** The role of a DTLS session that goes on: with the fingerprint and ICE user name of before it cannot change (RFC 8842 section 5.5). */
function runningRole(place: BrowserPlace, section: MediaSection): Role | undefined {
  const identity = (sdp: Sdp, one: MediaSection | undefined): string =>
    ['fingerprint', 'tls-id', 'ice-ufrag'].map(name => one && textOf(attributeFor(sdp, one, name))).join('|');
  const [before] = place.previous ? earlierDescriptions(place) : [];
  const goesOn = before && identity(before, before.media[section.index]) === identity(place.sdp, section);
  return goesOn ? earlierRole(place, section) : undefined;
}

/** The role that the sender had or took before: by its own word, or by that of the other party of the dialog. */
function earlierRole({ message, leg }: BrowserPlace, section: MediaSection): Role | undefined {
  const peer = message.status === 0 ? message.toTag : message.fromTag;
  let found: Role | undefined;
  for (const other of leg?.messages ?? []) {
    if (other === message) break;
    const described = other.sdp?.media[section.index];
    const role = described && roleOf(attributeFor(other.sdp!, described, 'setup'));
    if (!role) continue;
    if (sameSender(other, message)) found = role;
    else if (peer !== undefined && peer === (other.status === 0 ? other.fromTag : other.toTag)) found = OPPOSITE[role];
  }
  return found;
}

/** Whether a line that stands at session level as a default is one that no section could use. */
export function isDamaged(line: SdpLine): boolean {
  if (line.attribute === 'fingerprint') return usable(line) !== line.text.trimEnd();
  const least = line.attribute === 'ice-ufrag' ? 4 : line.attribute === 'ice-pwd' ? 22 : undefined;
  return least !== undefined && !isLegalCredential(textOf(line), least);
}
