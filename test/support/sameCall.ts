import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openTrace } from '../../server/src/core/trace/openTrace';
import type { MessageRecord } from '../../server/src/core/trace/types';
import { assertTrace, messagesOf } from './pieces';

/** A log of one party of a recorded call, against what sngrep saw on the wires that the party is on. */
export interface Comparison {
  readonly call: string;
  readonly log: string;
  readonly format: string;
  readonly messages: readonly MessageRecord[];
  /** Messages that only one of the two has, as clean texts. */
  readonly onlyInLog: readonly string[];
  readonly onlyOnWire: readonly string[];
}

const BARESIP = '192.168.50.20';
const SIPP = '192.168.50.30';

/** Which of the messages on the wires a log may have. */
const logs: Record<string, (message: MessageRecord) => boolean> = {
  'kamailio-sipdump.txt': () => true,
  'jssip-console.log': message => isWebSocket(message.clean.text),
  'baresip-sip.log': message => !isWebSocket(message.clean.text) && isWith(message, BARESIP),
  'sipp-messages.log': message => !isWebSocket(message.clean.text) && isWith(message, SIPP),
};

/** Compares every log of every call in a folder with the text that sngrep saved. */
export function compareCalls(folder: string): Comparison[] {
  const found: Comparison[] = [];
  for (const call of readdirSync(folder).filter(name => existsSync(path.join(folder, name, 'text/sngrep.txt')))) {
    const wire = read(path.join(folder, call, 'text/sngrep.txt')).messages;
    for (const [log, isSeen] of Object.entries(logs)) {
      if (!existsSync(path.join(folder, call, log))) continue;
      const { format, messages } = read(path.join(folder, call, log));
      const seen = wire.filter(isSeen);
      found.push({ call, log, format, messages, onlyInLog: without(messages, seen), onlyOnWire: without(seen, messages) });
    }
  }
  return found;
}

function read(file: string): { format: string; messages: MessageRecord[] } {
  const text = readFileSync(file, 'utf8');
  const trace = openTrace(text);
  assertTrace(trace, text);
  return { format: trace.format, messages: messagesOf(trace) };
}

/** Clean texts of the first list that the second has not as often. Order does not count: two interfaces are not in time order. */
function without(messages: readonly MessageRecord[], others: readonly MessageRecord[]): string[] {
  const left = others.map(message => message.clean.text);
  return messages
    .map(message => message.clean.text)
    .filter(text => {
      const index = left.indexOf(text);
      if (index >= 0) left.splice(index, 1);
      return index < 0;
    });
}

const isWebSocket = (text: string): boolean => /^SIP\/2\.0\/WSS? /.test(/^Via:[ \t]*(.*)/im.exec(text)?.[1] ?? '');

const isWith = (message: MessageRecord, host: string): boolean =>
  message.envelope.source?.host === host || message.envelope.destination?.host === host;
