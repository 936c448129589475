import type { Analysis } from '../analysis';
import type { Call, Description, LegKind } from '../call/types';
import { ruleById } from '../rules/index';
import type { Finding } from '../rules/types';
import { asWritten } from '../trace/rtpengine/asked';
import { lacksFor, otherLeg, undone } from './conversion';
import { codecNeeds, isAboutCodecs, needsOf } from './cured';
import { byOrder, type NeedName, needOf } from './needs';
import type { Change, Direction, GatewaySettings, Reason, SettledLeg } from './types';

/** Whether there is nothing of SIP, and no program's word, that tells which leg the descriptions of a call are on: only the user can. */
export const isBare = (call: Call): boolean =>
  call.legs.every(leg => leg.callId === '' && !leg.browser && leg.messages.every(message => !message.sip && !message.envelope.ng));

/**
 * What must change at the gateway for a call: what cures its errors and warnings, each once, and what goes with them in the other
 * direction. Empty for a healthy call.
 * @param leg where the call is bare SDP (`isBare`): the leg that its descriptions are for; without it there is nothing to be said
 */
export function settingsFor(analysis: Analysis, call: Call, leg?: SettledLeg): GatewaySettings {
  const draft = new Draft();
  if (!isBare(call)) fromFindings(draft, analysis, call);
  else if (leg) fromShape(draft, call, leg);
  return { verdict: isBare(call) ? undefined : analysis.verdicts.get(call)?.text, directions: draft.directions(call) };
}

/**
 * The flags for RTPEngine as Kamailio's `rtpengine_offer` and `rtpengine_answer` take them, one a word; none where nothing must change.
 * @param to the leg that the description goes to; without it, the first of that side
 */
export function flagsOf({ directions }: GatewaySettings, side: Direction['side'], to?: SettledLeg): string[] {
  const found = directions.find(one => one.side === side && (to === undefined || one.to === to));
  return (found?.changes ?? []).flatMap(({ need }) => needOf(need).flags);
}

/** The same with the flags that the gateway is asked with already, but for those that stand against them. */
export function withAsked(direction: Direction): string[] {
  const wanted = flagsOf({ directions: [direction] }, direction.side);
  const against = direction.changes.flatMap(({ need }) => needOf(need).against ?? []);
  const kept = (direction.asked ?? []).filter(flag => !wanted.includes(flag) && !against.some(pattern => pattern.test(flag)));
  return [...kept, ...wanted];
}

/** Directions in the making. */
class Draft {
  private readonly wanted = new Map<string, { side: Direction['side']; to: SettledLeg; needs: Map<NeedName, Wanted> }>();

  /** @param undoes it is not the rule's own cure, but goes with it in the other direction */
  want(side: Direction['side'], to: SettledLeg, needs: readonly NeedName[], rule: string, undoes = false): void {
    const key = `${side} ${to}`;
    const direction = this.wanted.get(key) ?? { side, to, needs: new Map() };
    this.wanted.set(key, direction);
    for (const one of needs) {
      // An answer takes up what was offered: it does not ask for more.
      const need = side === 'answer' && one === 'muxOffer' ? 'muxAccept' : one;
      if (side === 'answer' && needOf(need).offerOnly) continue;
      const wanted = direction.needs.get(need) ?? { reasons: new Map(), undoes };
      wanted.undoes &&= undoes;
      wanted.reasons.set(rule, { rule, text: ruleById(rule)?.title ?? '' });
      direction.needs.set(need, wanted);
    }
  }

  directions(call: Call): Direction[] {
    return [...this.wanted.values()]
      .map(({ side, to, needs }) => ({
        side,
        to,
        changes: settled([...needs].map(([need, wanted]) => changeOf(need, wanted))),
        asked: askedOf(call, side, to),
      }))
      .filter(one => one.changes.length > 0)
      .sort((a, b) => Number(a.side === 'answer') - Number(b.side === 'answer') || a.to.localeCompare(b.to));
  }
}

/** A change in the making. */
interface Wanted {
  readonly reasons: Map<string, Reason>;
  undoes: boolean;
}

const changeOf = (need: NeedName, { reasons, undoes }: Wanted): Change =>
  plainly({ need, reasons: [...reasons.values()], ...(undoes ? { undoes } : {}) });

/** Of changes that stand against each other, or say the same in other words, the first; the reasons of all. */
function settled(changes: readonly Change[]): Change[] {
  const kept: Change[] = [];
  for (const change of [...changes].sort((a, b) => byOrder(a.need, b.need))) {
    const { flags } = needOf(change.need);
    const same = flags.length === 0 ? -1 : kept.findIndex(one => flags.some(flag => standsFor(one.need, flag)));
    if (same < 0) kept.push(change);
    else kept[same] = { ...kept[same]!, reasons: unique([...kept[same]!.reasons, ...change.reasons]) };
  }
  return kept;
}

/** Rules that say that no media gateway took part: whatever else is found follows from it, and says better what a change is for. */
const PASSED_ON = new Set(['leg/offer-passed-on', 'leg/answer-passed-back']);

function plainly(change: Change): Change {
  const own = change.reasons.filter(({ rule }) => !PASSED_ON.has(rule));
  return own.length > 0 ? { ...change, reasons: own } : change;
}

/** Whether a flag is one of a change, or is put out by it. */
const standsFor = (need: NeedName, flag: string): boolean =>
  needOf(need).flags.includes(flag) || (needOf(need).against?.test(flag) ?? false);

const unique = (reasons: readonly Reason[]): Reason[] => [...new Map(reasons.map(one => [one.rule, one])).values()];

const isSettled = (kind: LegKind | undefined): kind is SettledLeg => kind === 'sip' || kind === 'webrtc';

/** Findings that change nothing for this call, but show that the gateway is not set up for the leg. */
const TOLD_QUIETLY = new Set(['ice/on-sip-leg', 'srtp/dtls-and-sdes', 'mux/rtcp-mux-on-sip-leg']);

const counts = ({ severity, rule, cures }: Finding): boolean =>
  cures.length > 0 && (severity === 'error' || severity === 'warning' || (severity === 'info' && TOLD_QUIETLY.has(rule)));

function fromFindings(draft: Draft, analysis: Analysis, call: Call): void {
  const messages = new Map(call.descriptions.map(one => [one.message, one]));
  for (const finding of analysis.findings) {
    if (finding.call !== call || !counts(finding)) continue;
    const one = messages.get(finding.message);
    const to = one?.leg.kind ?? finding.leg?.kind;
    if (!isSettled(to)) continue;
    if (PASSED_ON.has(finding.rule)) convert(draft, call, finding, one, to);
    else if (isAboutCodecs(finding.rule)) inOffer(draft, finding.rule, one);
    else if (finding.rule === 'mux/no-rtcp-mux' && one?.side === 'answer') draft.want('offer', otherLeg(to), ['muxDemux'], finding.rule);
    // What a phone or browser writes itself is not the gateway's to change.
    else if (one?.fromGateway !== false) draft.want(one?.side ?? 'offer', to, needsOf(finding.rule, to, one), finding.rule);
  }
}

/** Into the offer that the gateway passes on: which codecs there are is settled there, and RTPEngine does not look at it later. */
function inOffer(draft: Draft, rule: string, one: Description | undefined): void {
  const to = one && offerGoesTo(one);
  if (to) draft.want('offer', to, codecNeeds(rule, to), rule);
}

/** The leg to which the gateway passes the offer of an exchange. */
function offerGoesTo(one: Description): SettledLeg | undefined {
  const { kind } = one.leg;
  if (!isSettled(kind)) return undefined;
  const fromParty = one.side === 'offer' ? one.fromGateway === false : one.fromGateway === true;
  return fromParty || (one.fromGateway === undefined && !one.endsHere) ? otherLeg(kind) : kind;
}

/** No media gateway took part: it has to do all that the two legs differ in, in both directions. */
function convert(draft: Draft, call: Call, { rule }: Finding, one: Description | undefined, leg: SettledLeg): void {
  const to = one?.side === 'answer' ? otherLeg(leg) : leg;
  // What another hand has changed on the way counts for nothing: the gateway gets what the caller wrote.
  const source =
    call.descriptions.find(other => other.side === 'offer' && other.leg.kind === otherLeg(to)) ??
    call.descriptions.find(other => other.side === 'offer' && other.leg.kind === to);
  if (!source) return;
  const needs: NeedName[] = ['relay', ...lacksFor(source.sdp, to).map(lack => lack.need)];
  draft.want('offer', to, needs, rule);
  draft.want(
    'answer',
    otherLeg(to),
    needs.flatMap(need => undone(need, source.sdp)),
    rule,
    true,
  );
}

/** Descriptions without a word on where they were seen: what they lack for the leg that the user names. */
function fromShape(draft: Draft, call: Call, leg: SettledLeg): void {
  for (const { sdp, side } of call.descriptions) {
    for (const { need, rule } of lacksFor(sdp, leg)) {
      draft.want(side, leg, [need], rule);
      if (side === 'offer') draft.want('answer', otherLeg(leg), undone(need, sdp), rule, true);
    }
  }
}

/** The flags of RTPEngine's log with which it was asked for what goes to a leg. */
function askedOf(call: Call, side: Direction['side'], to: SettledLeg): string[] | undefined {
  for (const leg of call.legs) {
    if (leg.kind === to) continue;
    const ng = leg.messages.find(({ envelope }) => envelope.ng?.role === 'in' && envelope.ng.command === side)?.envelope.ng;
    if (ng && ng.flags.length > 0) return ng.flags.map(asWritten);
  }
  return undefined;
}
