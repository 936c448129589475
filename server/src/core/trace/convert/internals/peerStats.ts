import type { PairEvidence, StreamEvidence, TransportEvidence } from '../../evidence/types';
import type { Endpoint } from '../../types';

/** What is kept of which kind of object (W3C WebRTC Statistics): all else, by far the most of a dump, is passed over. */
const WANTED: Readonly<Record<string, ReadonlySet<string>>> = {
  'candidate-pair': new Set(['state', 'nominated', 'localCandidateId', 'remoteCandidateId', 'requestsSent', 'responsesReceived']),
  'local-candidate': new Set(['candidateType', 'address', 'ip', 'port', 'protocol']),
  'remote-candidate': new Set(['candidateType', 'address', 'ip', 'port', 'protocol']),
  transport: new Set(['dtlsState', 'dtlsRole', 'srtpCipher', 'packetsSent', 'packetsReceived']),
  'inbound-rtp': new Set(['kind', 'mediaType', 'codecId', 'packetsReceived', 'packetsLost']),
  'outbound-rtp': new Set(['kind', 'mediaType', 'codecId', 'packetsSent']),
  codec: new Set(['mimeType']),
};

interface StatsObject {
  readonly kind: string;
  readonly values: Map<string, string>;
  /** Of `dtlsState`, all that it was. */
  history: string[];
  first: number;
  last: number;
}

/** One series of a dump: `"CP1-state": {"statsType": "candidate-pair", "values": "[…]"}`. */
export interface Series {
  statsType?: string;
  values?: string;
  /** ISO 8601. */
  startTime?: string;
  endTime?: string;
}

/** More objects are not kept: nobody reads as many lines. */
const MOST_OBJECTS = 2000;
const MOST_PAIRS = 100;
const MOST_STREAMS = 50;

/** The statistics of a peer connection: of each series its last value. */
export class PeerStats {
  private readonly objects = new Map<string, StatsObject>();

  /** @param key the object's id, a hyphen, and the name of the value */
  add(key: string, { statsType, values, startTime, endTime }: Series): void {
    const hyphen = key.lastIndexOf('-');
    const name = key.slice(hyphen + 1);
    if (statsType === undefined || values === undefined || !Object.hasOwn(WANTED, statsType) || !WANTED[statsType]!.has(name)) return;
    const id = key.slice(0, hyphen);
    let object = this.objects.get(id);
    if (!object) {
      if (this.objects.size >= MOST_OBJECTS) return;
      object = { kind: statsType, values: new Map(), history: [], first: timeOf(startTime), last: timeOf(endTime) };
      this.objects.set(id, object);
    }
    const last = lastOf(values);
    if (last !== undefined) object.values.set(name, last);
    if (name === 'dtlsState') object.history = [...new Set(Array.from(values.matchAll(/"([a-z]{1,16})"/g), match => match[1]!))];
  }

  end(): { transports: TransportEvidence[]; pairs: PairEvidence[]; streams: StreamEvidence[] } {
    const all = [...this.objects.values()];
    const of = (...kinds: readonly string[]): StatsObject[] => all.filter(one => kinds.includes(one.kind));
    const pairs = of('candidate-pair').map(one => this.pair(one));
    return {
      transports: of('transport').map(transport),
      pairs: pairs.sort((a, b) => Number(b.nominated) - Number(a.nominated) || b.answered - a.answered).slice(0, MOST_PAIRS),
      streams: of('outbound-rtp', 'inbound-rtp')
        .map(one => this.stream(one))
        .slice(0, MOST_STREAMS),
    };
  }

  private pair({ values }: StatsObject): PairEvidence {
    const [local, remote] = ['localCandidateId', 'remoteCandidateId'].map(key => this.objects.get(values.get(key) ?? '')?.values);
    return {
      kind: 'pair',
      types: [local, remote].map(one => one?.get('candidateType') ?? 'unknown'),
      local: endpointOf(local),
      remote: endpointOf(remote),
      protocol: local?.get('protocol'),
      state: values.get('state') ?? 'unknown',
      nominated: values.get('nominated') === 'true',
      requests: countOf(values, 'requestsSent'),
      answered: countOf(values, 'responsesReceived'),
    };
  }

  private stream({ kind, values, first, last }: StatsObject): StreamEvidence {
    const isIn = kind === 'inbound-rtp';
    return {
      kind: 'stream',
      direction: isIn ? 'in' : 'out',
      media: values.get('kind') ?? values.get('mediaType') ?? 'unknown',
      codec: this.objects
        .get(values.get('codecId') ?? '')
        ?.values.get('mimeType')
        ?.replace(/^[a-z]+\//, ''),
      packets: countOf(values, isIn ? 'packetsReceived' : 'packetsSent'),
      lost: countOf(values, 'packetsLost'),
      first,
      last,
    };
  }
}

const transport = ({ values, history, first, last }: StatsObject): TransportEvidence => ({
  kind: 'transport',
  dtls: history,
  role: values.get('dtlsRole'),
  cipher: values.get('srtpCipher'),
  sent: countOf(values, 'packetsSent'),
  received: countOf(values, 'packetsReceived'),
  first,
  last,
});

/** Where a browser hides an address it is empty. */
function endpointOf(values: ReadonlyMap<string, string> | undefined): Endpoint | undefined {
  const host = values?.get('address') || values?.get('ip');
  const port = values && countOf(values, 'port');
  return host && /^[0-9A-Za-z.:%_-]{1,255}$/.test(host) ? { host, port } : undefined;
}

const countOf = (values: ReadonlyMap<string, string>, name: string): number => {
  const text = values.get(name) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
};

/** A value of text is not longer. */
const LONGEST = 300;

/** The last value of a list that is JSON, without its quotation marks: lists have thousands, and only the last one counts. */
function lastOf(values: string): string | undefined {
  const tail = values.slice(-LONGEST);
  const match = /(?:^\s*\[|,)\s{0,8}(?:"([^"\\]{0,255})"|(-?[\w.+]{1,40}))\s{0,8}\]?\s{0,8}$/.exec(tail);
  const last = match?.[1] ?? match?.[2];
  return last === 'null' ? undefined : last;
}

/** Microseconds since 1970; 0 where there is none. */
function timeOf(text: string | undefined): number {
  const milliseconds = text !== undefined && text.length < 64 ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) || milliseconds < 0 ? 0 : milliseconds * 1000;
}
