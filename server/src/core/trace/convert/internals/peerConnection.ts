import type { BrowserEvidence, DescriptionEvidence, GatheringEvidence } from '../../evidence/types';
import type { BrowserConnection, BrowserDescription } from '../types';
import { PeerStats } from './peerStats';
import { type LoggedCandidate, readCandidate, readConfiguration, readDescription, readFailure, readState } from './values';
import { withCandidates } from './withCandidates';

type End = DescriptionEvidence['set'];

interface Draft {
  readonly set: End;
  readonly time?: number;
  readonly type: DescriptionEvidence['type'];
  readonly sdp: string;
  readonly cut: boolean;
  result?: DescriptionEvidence['result'];
  error?: string;
  readonly candidates: LoggedCandidate[];
}

/** `setLocalDescription`, in some versions with a word for one that the browser makes by itself; behind it what came of it. */
const SET = /^set(local|remote)description(?:implicit(?:createofferoranswer)?)?(onsuccess|onfailure)?$/;
const CONNECTED: ReadonlySet<string> = new Set(['connected', 'completed']);
/** More of one kind are not told: a page may try for hours. */
const MOST_FAILURES = 50;
const MOST_STATES = 50;

/** One peer connection of a dump: its update log, entry by entry, and its statistics. */
export class PeerConnection {
  readonly stats = new PeerStats();
  private readonly drafts: Draft[] = [];
  /** Set, without a word yet of what came of it. */
  private readonly pending: Partial<Record<End, Draft | 'implicit'>> = {};
  private servers: readonly string[] = [];
  private policy: string | undefined;
  private gathering: { state: GatheringEvidence['state']; first: number; last: number } = { state: 'new', first: 0, last: 0 };
  private readonly gathered = new Map<string, number>();
  private readonly failures = new Map<string, { url: string; code: number; text: string; count: number; time?: number }>();
  private readonly states: string[] = [];
  private checked = 0;
  private connected: number | undefined;
  private closed = 0;
  private latest = 0;

  constructor(private readonly id: string) {}

  configuration(value: string): void {
    const { servers, policy } = readConfiguration(value);
    if (servers.length > 0) this.servers = servers;
    this.policy = policy ?? this.policy;
  }

  /** An entry of the update log; `time` is in microseconds since 1970. */
  update(type: string, value: string, time: number | undefined): void {
    if (time !== undefined && time > this.latest) this.latest = time;
    const name = type.toLowerCase();
    const set = SET.exec(name);
    if (set) this.set(set[1] as End, set[2], value, time);
    else if (name === 'onicecandidate' || name === 'icecandidate') this.candidate('local', value);
    else if (name === 'addicecandidate') this.candidate('remote', value);
    else if (name.endsWith('icecandidateerror')) this.failure(value, time);
    else if (name.endsWith('icegatheringstatechange')) this.gatheringState(readState(value), time ?? 0);
    else if (/^(?:on)?iceconnectionstatechange$/.test(name)) this.iceState(readState(value), time);
    // The state of the whole connection also tells that ICE has failed, and some versions tell it only here.
    else if (/^(?:on)?connectionstatechange$/.test(name) && readState(value) === 'failed') this.failed(time);
    else if (name === 'setconfiguration') this.configuration(value);
    if (name === 'stop' || name === 'close' || (name.endsWith('statechange') && readState(value) === 'closed')) this.closed ||= time ?? 0;
  }

  private set(end: End, result: string | undefined, value: string, time: number | undefined): void {
    const given = readDescription(value);
    if (result === undefined) {
      this.pending[end] = given ? this.draft(end, given, time) : 'implicit';
      return;
    }
    const waiting = this.pending[end];
    delete this.pending[end];
    // Where the browser made the description itself, it is told when it has been set.
    const draft = waiting === 'implicit' || waiting === undefined ? given && this.draft(end, given, time) : waiting;
    if (!draft) return;
    draft.result = result === 'onsuccess' ? 'ok' : 'failed';
    if (draft.result === 'failed') draft.error = errorIn(value);
  }

  private draft(set: End, { type, sdp, cut }: { type: string; sdp: string; cut: boolean }, time: number | undefined): Draft | undefined {
    if (sdp.trim() === '' || (type !== 'offer' && type !== 'answer' && type !== 'pranswer')) return undefined;
    const draft: Draft = { set, time, type, sdp, cut, candidates: [] };
    this.drafts.push(draft);
    return draft;
  }

  private candidate(end: End, value: string): void {
    const read = readCandidate(value);
    if (!read || read.candidate === '') return;
    let latest = this.drafts.length - 1;
    while (latest >= 0 && (this.drafts[latest]!.set !== end || this.drafts[latest]!.result === 'failed')) latest--;
    this.drafts[latest]?.candidates.push(read);
    if (end === 'remote') return;
    const type = / typ ([a-z]{1,8})(?= |$)/.exec(read.candidate)?.[1];
    if (type) this.gathered.set(type, (this.gathered.get(type) ?? 0) + 1);
  }

  private failure(value: string, time: number | undefined): void {
    const read = readFailure(value);
    if (!read) return;
    const key = `${read.url} ${read.code} ${read.text}`;
    const known = this.failures.get(key);
    if (known) known.count++;
    else if (this.failures.size < MOST_FAILURES) this.failures.set(key, { ...read, count: 1, time });
  }

  private gatheringState(state: string, time: number): void {
    if (state !== 'gathering' && state !== 'complete') return;
    const { first, state: before } = this.gathering;
    // A restart of ICE begins a search anew.
    this.gathering = { state, first: state === 'gathering' && (first === 0 || before === 'complete') ? time : first, last: time };
  }

  private iceState(state: string, time: number | undefined): void {
    if (this.states.length >= MOST_STATES || !/^[a-z]{1,16}$/.test(state)) return;
    this.states.push(state);
    this.checked ||= time ?? 0;
    if (CONNECTED.has(state)) this.connected ??= time ?? 0;
  }

  private failed(time: number | undefined): void {
    const last = this.states.at(-1);
    // With ICE connected it is DTLS that failed.
    if (last === 'checking' || last === 'disconnected') this.iceState('failed', time);
  }

  /**
   * What was told of the connection; undefined where that is no description.
   * @param dumped when the dump was made, in microseconds since 1970; 0 where it does not tell
   */
  end(dumped: number): BrowserConnection | undefined {
    if (this.drafts.length === 0) return undefined;
    const last = this.closed || Math.max(dumped, this.latest);
    return { id: this.id, descriptions: this.drafts.map(draft => this.described(draft)), evidence: this.evidence(last) };
  }

  private described({ set, time, type, sdp, cut, result, error, candidates }: Draft): BrowserDescription {
    return {
      evidence: { kind: 'description', connection: this.id, set, type, time, result, error, cut },
      sdp: cut ? sdp : withCandidates(sdp, candidates),
    };
  }

  private evidence(last: number): BrowserEvidence[] {
    const { state, first, last: until } = this.gathering;
    const { servers, policy, states, connected } = this;
    const gathering: GatheringEvidence = {
      kind: 'gathering',
      state,
      first,
      last: state === 'complete' ? until : last,
      candidates: [...this.gathered],
      servers,
      policy,
    };
    const isKnown = state !== 'new' || servers.length > 0 || this.gathered.size > 0;
    const { streams, pairs, transports } = this.stats.end();
    return [
      ...(isKnown ? [gathering] : []),
      ...Array.from(this.failures.values(), one => ({ kind: 'failure' as const, ...one })),
      ...(states.length > 0 ? [{ kind: 'ice' as const, states, first: this.checked, connected, last }] : []),
      ...transports,
      ...pairs,
      ...streams,
    ];
  }
}

/** `Failed to set remote answer sdp: …`; some versions have it as JSON. */
function errorIn(value: string): string {
  const message = /"message"\s{0,8}:\s{0,8}"((?:[^"\\]|\\.){0,1000})/.exec(value)?.[1];
  return (message ?? value).slice(0, 1000).trim();
}
