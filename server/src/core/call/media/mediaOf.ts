import { groups, midOf } from '../../sdp/description';
import type { MediaSection, Sdp } from '../../sdp/types';
import { addTo } from '../../text/lists';
import type { CaptureEvidence, FlowEvidence } from '../../trace/evidence/types';
import type { Endpoint } from '../../trace/types';
import { firstInvite } from '../legs';
import type { Exchange, Leg, Message, Side } from '../types';
import { addressesOf, endpointKey } from './addresses';
import type { CallMedia, Placed, SectionParty } from './types';

type Who = 'caller' | 'callee';

/** A party of a section that named an address. */
interface Owner {
  readonly leg: number;
  readonly section: number;
  readonly who: Who;
}

/** A section while its flows are being told to it. */
interface Building {
  readonly leg: Leg;
  readonly index: number;
  readonly transport: number;
  readonly exchange: Exchange;
  readonly caller?: SectionParty;
  readonly callee?: SectionParty;
  readonly toCaller: Placed[];
  readonly toCallee: Placed[];
}

/**
 * What the evidence lines of a call's records show of its media: each flow is told to the sections whose descriptions name its
 * destination, or else its source, as the way back of symmetric RTP (RFC 4961) and of addresses that only ICE learned
 * (RFC 8445 section 7.2.5.3.1). Undefined where no record tells of a capture.
 * @param legs of one call; `gateway` of each is known
 */
export function mediaOf(legs: readonly Leg[]): CallMedia | undefined {
  const { capture, flows } = evidenceOf(legs);
  if (!capture) return undefined;
  const sections = legs.map(sectionsOf);
  const owners = ownersOf(legs, sections);
  const sharing = sections.map(sharingOf);
  const stray: Placed[] = [];
  const gathering = gatheringPaths(flows, owners);
  for (const flow of flows) {
    const { source, destination } = pathOf(flow.evidence);
    const apart = flow.evidence.kind === 'turn' || (flow.evidence.kind === 'stun' && gathering.has(pathKey(source, destination)));
    if (apart || !tell(sharing, targetsOf(owners, source, destination), flow)) stray.push(flow);
  }
  return { capture, sections: sections.flat(), stray };
}

function evidenceOf(legs: readonly Leg[]): { capture?: CaptureEvidence; flows: Placed[] } {
  let capture: CaptureEvidence | undefined;
  const flows: Placed[] = [];
  for (const leg of legs) {
    for (const message of leg.messages) {
      for (const evidence of message.record.evidence ?? []) {
        if (evidence.kind === 'capture') capture ??= evidence;
        else if ('source' in evidence) flows.push({ evidence, message });
      }
    }
  }
  return { capture, flows };
}

/** Whence and whither: an ICMP error tells of the packet that it quotes. */
const pathOf = (evidence: FlowEvidence): { source: Endpoint; destination: Endpoint } =>
  evidence.kind === 'icmp' ? evidence.quoted : evidence;

/** The same for both directions between two addresses. */
const pathKey = (a: Endpoint, b: Endpoint): string => [endpointKey(a), endpointKey(b)].sort().join('-');

/**
 * Paths on which a party asks a STUN server for its own address (RFC 8445 section 5.1.1.2): from the port that it names, but without
 * what a check carries (user name, role), and to an address that nobody names.
 */
function gatheringPaths(flows: readonly Placed[], owners: Owners): Set<string> {
  const found = new Set<string>();
  for (const { evidence } of flows) {
    if (evidence.kind !== 'stun' || evidence.requests === 0 || evidence.username !== undefined) continue;
    const isCheck = evidence.controlling + evidence.controlled > 0 || ownersAt(owners, evidence.destination).length > 0;
    if (!isCheck) found.add(pathKey(evidence.source, evidence.destination));
  }
  return found;
}

function sectionsOf(leg: Leg): Building[] {
  const caller = firstInvite(leg.transactions)?.request?.fromTag;
  const transports = new Map<Exchange, readonly number[]>();
  const found: Building[] = [];
  for (const [index, having] of exchangesBySection(leg).entries()) {
    const completed = having.filter(one => sectionIn(one.offer, index) && sectionIn(one.answer, index));
    const exchange = (completed.at(-1) ?? having.at(-1))!;
    const known = transports.get(exchange) ?? transportsOf(exchange.answer?.sdp);
    transports.set(exchange, known);
    const party = (who: Who): SectionParty | undefined => partyOf(having, exchange, index, who, caller);
    found.push({
      leg,
      index,
      transport: known[index] ?? index,
      exchange,
      caller: party('caller'),
      callee: party('callee'),
      toCaller: [],
      toCallee: [],
    });
  }
  return found;
}

/** The exchanges that have a section, by its index. */
function exchangesBySection(leg: Leg): Exchange[][] {
  const found: Exchange[][] = [];
  for (const exchange of leg.exchanges) {
    const count = Math.max(exchange.offer?.sdp.media.length ?? 0, exchange.answer?.sdp.media.length ?? 0);
    while (found.length < count) found.push([]);
    for (const having of found.slice(0, count)) having.push(exchange);
  }
  return found;
}

const sectionIn = (side: Side | undefined, index: number): MediaSection | undefined => side?.sdp.media[index];

/** Which party a message comes from: tags tell; without them the offer is taken for the caller's. */
function senderOf(message: Message, caller: string | undefined, isOffer: boolean): Who {
  const sender = message.status === 0 ? message.fromTag : message.toTag;
  if (caller === undefined || sender === undefined) return isOffer ? 'caller' : 'callee';
  return sender === caller ? 'caller' : 'callee';
}

function partyOf(
  exchanges: readonly Exchange[],
  last: Exchange,
  index: number,
  who: Who,
  caller: string | undefined,
): SectionParty | undefined {
  const said = (exchange: Exchange): Side[] =>
    [exchange.offer, exchange.answer].filter(
      side => side && sectionIn(side, index) && senderOf(side.message, caller, side === exchange.offer) === who,
    ) as Side[];
  const sides = exchanges.flatMap(said);
  const side = said(last)[0] ?? sides.at(-1);
  if (!side) return undefined;
  const addresses = new Map<string, Endpoint>();
  for (const one of sides) {
    for (const { endpoint } of addressesOf(one.sdp, sectionIn(one, index)!)) addresses.set(endpointKey(endpoint), endpoint);
  }
  return { side, section: sectionIn(side, index)!, addresses: [...addresses.values()] };
}

/**
 * By section, the one whose transport it uses: the first of its BUNDLE group where the answer took the group up (RFC 9143
 * section 7.3), else its own.
 */
function transportsOf(answer: Sdp | undefined): number[] {
  const found: number[] = [];
  const groupOfMid = new Map<string, number>();
  for (const [index, group] of (answer ? groups(answer, 'BUNDLE') : []).entries()) {
    for (const mid of group.mids) groupOfMid.set(mid, index);
  }
  const firstOf = new Map<number, number>();
  for (const section of answer?.media ?? []) {
    const group = groupOfMid.get(midOf(section) ?? '');
    if (group === undefined || section.port === 0) found.push(section.index);
    else {
      if (!firstOf.has(group)) firstOf.set(group, section.index);
      found.push(firstOf.get(group)!);
    }
  }
  return found;
}

/**
 * Who named which address. One that is only the default for RTCP counts where nobody names it outright; and where nobody names it at
 * all, that with the host that the description came from, as behind a NAT that leaves ports alone the capture has the inner host.
 */
interface Owners {
  readonly named: ReadonlyMap<string, readonly Owner[]>;
  readonly byDefault: ReadonlyMap<string, readonly Owner[]>;
  readonly translated: ReadonlyMap<string, readonly Owner[]>;
}

function ownersOf(legs: readonly Leg[], sections: readonly (readonly Building[])[]): Owners {
  const named = new Map<string, Owner[]>();
  const byDefault = new Map<string, Owner[]>();
  const translated = new Map<string, Owner[]>();
  legs.forEach((leg, at) => {
    const caller = firstInvite(leg.transactions)?.request?.fromTag;
    const transports = new Map(sections[at]!.map(one => [one.index, one.transport]));
    const seen = new Set<string>();
    for (const exchange of leg.exchanges) {
      for (const side of [exchange.offer, exchange.answer]) {
        if (!side) continue;
        const who = senderOf(side.message, caller, side === exchange.offer);
        for (const section of side.sdp.media) {
          const index = transports.get(section.index) ?? section.index;
          for (const { endpoint, byDefault: isDefault } of addressesOf(side.sdp, section)) {
            const key = endpointKey(endpoint);
            const once = `${isDefault}|${key}|${index}|${who}`;
            if (seen.has(once)) continue;
            seen.add(once);
            addTo(isDefault ? byDefault : named, key, { leg: at, section: index, who });
            const host = side.message.envelope.source?.host;
            if (host !== undefined && !isDefault)
              addTo(translated, endpointKey({ host, port: endpoint.port }), { leg: at, section: index, who });
          }
        }
      }
    }
  });
  return { named, byDefault, translated };
}

/** To whom a flow goes. Where both ends are named, only legs that name both; where only its source is, it is the way back. */
function targetsOf(owners: Owners, source: Endpoint, destination: Endpoint): readonly Owner[] {
  const to = ownersAt(owners, destination);
  const from = ownersAt(owners, source);
  const back = from.map(turned);
  if (to.length === 0) return back;
  const both = to.filter(one => back.some(other => isSame(one, other)));
  return both.length > 0 ? both : to;
}

const ownersAt = (owners: Owners, endpoint: Endpoint): readonly Owner[] => {
  const key = endpointKey(endpoint);
  return owners.named.get(key) ?? owners.byDefault.get(key) ?? owners.translated.get(key) ?? [];
};

const turned = (owner: Owner): Owner => ({ ...owner, who: owner.who === 'caller' ? 'callee' : 'caller' });

const isSame = (a: Owner, b: Owner): boolean => a.leg === b.leg && a.section === b.section && a.who === b.who;

/** The sections of a leg by the section whose transport they use, that one first. */
function sharingOf(sections: readonly Building[]): Map<number, Building[]> {
  const found = new Map<number, Building[]>();
  for (const section of sections) addTo(found, section.transport, section);
  return found;
}

/** Writes a flow to its sections: on each leg to one, since what shares a transport differs by payload type only. */
function tell(sharing: readonly ReadonlyMap<number, readonly Building[]>[], targets: readonly Owner[], flow: Placed): boolean {
  const told = new Set<string>();
  for (const { leg, who, section: transport } of targets) {
    const key = `${leg}|${who}`;
    const section = told.has(key) ? undefined : sectionFor(sharing[leg]!.get(transport) ?? [], who, flow.evidence);
    if (!section) continue;
    told.add(key);
    (who === 'caller' ? section.toCaller : section.toCallee).push(flow);
  }
  return told.size > 0;
}

/** Which of the sections that share a transport a flow belongs to: RTP by the payload type that its receiver, or sender, lists. */
function sectionFor(sharing: readonly Building[], who: Who, evidence: FlowEvidence): Building | undefined {
  if (evidence.kind !== 'rtp' || sharing.length < 2) return sharing[0];
  const type = String(evidence.payloadTypes[0]?.type);
  const lists = (party: SectionParty | undefined): boolean => party?.section.formats.some(format => format.text === type) ?? false;
  return (
    sharing.find(one => lists(who === 'caller' ? one.caller : one.callee)) ??
    sharing.find(one => lists(who === 'caller' ? one.callee : one.caller)) ??
    sharing[0]
  );
}
