import { codecsOf, isPrimary } from '../sdp/codecs';
import { readSdp } from '../sdp/description';
import type { BrowserConnection } from '../trace/convert/types';
import type { BrowserEvidence } from '../trace/evidence/types';
import type { CallRow } from './row';

/** A peer connection and the number that it has among the calls. */
export interface ListedConnection {
  readonly id: number;
  readonly connection: BrowserConnection;
}

const MOST_CODECS = 6;

/** The peer connections that a browser tells of, each of them a call. */
export class ConnectionList {
  readonly all: ListedConnection[] = [];

  add(connection: BrowserConnection): void {
    this.all.push({ id: this.all.length + 1, connection });
  }

  /** Descriptions in all. */
  get messages(): number {
    return this.all.reduce((sum, { connection }) => sum + connection.descriptions.length, 0);
  }

  get calls(): number {
    return this.all.length;
  }

  rows(): CallRow[] {
    return this.all.map(rowOf);
  }
}

function rowOf({ id, connection }: ListedConnection): CallRow {
  const { descriptions } = connection;
  const last = descriptions.filter(one => one.evidence.type !== 'offer').at(-1) ?? descriptions.at(-1)!;
  const sdp = readSdp(last.sdp, { start: 0, end: last.sdp.length });
  const names = sdp.media.flatMap(section => codecsOf(section).filter(isPrimary)).map(codec => codec.name);
  return {
    id,
    time: descriptions[0]!.evidence.time,
    from: descriptions[0]!.evidence.set === 'local' ? 'browser' : '',
    to: descriptions[0]!.evidence.set === 'local' ? '' : 'browser',
    legs: [{ kind: 'webrtc', callId: connection.id, parties: ['', ''], result: null }],
    result: null,
    outcome: outcomeOf(connection),
    codecs: [...new Set(names)].slice(0, MOST_CODECS),
    media: mediaOf(connection.evidence),
    messages: descriptions.length,
    ended: false,
  };
}

/** How far the connection came, in a word or two. */
function outcomeOf({ descriptions, evidence }: BrowserConnection): string {
  const refused = descriptions.filter(one => one.evidence.result === 'failed').at(-1);
  if (refused) return `${refused.evidence.type} refused`;
  if (descriptions.every(one => one.evidence.type === 'offer')) return 'not answered';
  const ice = evidence.find(one => one.kind === 'ice');
  const state = ice?.states.at(-1);
  const dtls = evidence.filter(one => one.kind === 'transport').map(one => one.dtls.at(-1));
  if (ice?.connected !== undefined && dtls.length > 0 && !dtls.includes('connected') && !dtls.includes('closed')) return 'no DTLS';
  return state === undefined ? 'answered' : `ICE ${state}`;
}

/** Of the browser's own counters. */
function mediaOf(evidence: readonly BrowserEvidence[]): string {
  const streams = evidence.filter(one => one.kind === 'stream');
  if (streams.length === 0) return '';
  const flows = (direction: 'in' | 'out'): boolean => streams.some(one => one.direction === direction && one.packets > 0);
  return flows('in') && flows('out') ? 'both ways' : flows('in') || flows('out') ? 'one way' : 'none';
}
