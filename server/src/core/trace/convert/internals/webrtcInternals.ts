import { readJson } from '../json';
import type { ConversionSink, Converter } from '../types';
import { PeerConnection } from './peerConnection';
import type { Series } from './peerStats';

/** What Chrome's chrome://webrtc-internals writes with "Create Dump", also a part of it. */
export const webrtcInternals: Converter = {
  format: 'webrtc-internals',
  title: 'webrtc-internals',
  nothing:
    'a webrtc-internals dump without a description in it: Chrome forgets connections that were closed, so make the dump while the call is up',
  claims: sample => /"(?:PeerConnections|updateLog)"\s{0,64}:\s{0,64}[{[]/.test(sample),
  convert: (text, sink) => new DumpReader(sink).read(text),
};

/** More connections than this are not looked at. */
const MOST_CONNECTIONS = 1000;

/** Reads a dump: `{"PeerConnections": {"9-1": {"rtcConfiguration": …, "stats": {…}, "updateLog": […]}}, "timestamp": …}`. */
class DumpReader {
  private readonly connections = new Map<string, PeerConnection>();
  /** When the dump was made, in microseconds since 1970. */
  private dumped = 0;
  /** The keys that lead to the update log that was read last, and its entry that is being read. */
  private log: readonly string[] = [];
  private entry: Partial<Record<string, string>> = {};
  private series: Series = {};
  private left = 0;

  constructor(private readonly sink: ConversionSink) {}

  read(text: string): void {
    readJson(text, {
      open: path => {
        if (path.at(-1) === 'updateLog') this.log = [...path];
        else if (path.at(-2) === 'stats') this.series = {};
      },
      close: path => {
        if (path.at(-1) === 'updateLog') this.update(path);
        else if (path.at(-2) === 'stats') this.stat(path);
      },
      value: (path, value) => this.value(path, value),
    });
    this.end();
  }

  private value(path: readonly string[], value: string): void {
    const { length } = path;
    const key = path[length - 1];
    if (key === undefined) return;
    if (path[length - 2] === 'updateLog') this.entry[key] = value;
    else if (path[length - 3] === 'stats') this.series[key as keyof Series] = value;
    else if (key === 'rtcConfiguration') this.connection(path, length - 1)?.configuration(value);
    else if (key === 'timestamp' && length === 1) this.dumped = microseconds(value) ?? 0;
  }

  private update(path: readonly string[]): void {
    const { type, value = '', timestamp } = this.entry;
    this.entry = {};
    if (type !== undefined) this.connection(path, path.length - 1)?.update(type, value, microseconds(timestamp));
  }

  private stat(path: readonly string[]): void {
    this.connection(path, path.length - 2)?.stats.add(path[path.length - 1]!, this.series);
    this.series = {};
  }

  /** The connection whose name stands before a place of the path. */
  private connection(path: readonly string[], place: number): PeerConnection | undefined {
    const id = (path[place - 1] ?? '').slice(0, 200);
    const known = this.connections.get(id);
    if (known) return known;
    if (this.connections.size >= MOST_CONNECTIONS) {
      this.left++;
      return undefined;
    }
    const connection = new PeerConnection(id);
    this.connections.set(id, connection);
    return connection;
  }

  private end(): void {
    // A dump that is cut off ends in the middle of an entry.
    this.update(this.log);
    let silent = 0;
    for (const connection of this.connections.values()) {
      const ended = connection.end(this.dumped);
      if (ended) this.sink.connection(ended);
      else silent++;
    }
    if (this.left > 0) this.sink.problem(`Only ${MOST_CONNECTIONS} peer connections are read; the rest is left out.`);
    if (silent > 0)
      this.sink.problem(
        `${silent === 1 ? 'A peer connection' : `${silent} peer connections`} without any description ${silent === 1 ? 'is' : 'are'} left out.`,
      );
  }
}

/** Milliseconds since 1970 as the dump has them, in whole microseconds; older dumps write a date for people, which does not tell the zone. */
function microseconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{10,14}(?:\.\d{1,20})?$/.test(text) ? Math.round(Number(text) * 1000) : undefined;
}
