import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readMessage } from '../../server/src/core/call/message';
import { readSdp } from '../../server/src/core/sdp/description';
import type { Sdp } from '../../server/src/core/sdp/types';
import { openTrace } from '../../server/src/core/trace/openTrace';

/** A description of the corpus, the text its spans count in, and where it comes from. */
export interface Found {
  readonly file: string;
  readonly text: string;
  readonly sdp: Sdp;
}

const TEXT = /\.(txt|log|sip|sdp)$/;
const LARGEST = 3_000_000;

/** Every description in the traces of the fixtures, and in those beside the project where they are present. */
export function* descriptions(): Generator<Found> {
  for (const root of [
    'test/fixtures',
    '../shared/traces/gateway',
    '../shared/traces/sdp',
    '../shared/traces/text',
    '../shared/traces/torture',
  ]) {
    if (!existsSync(root)) continue;
    for (const name of readdirSync(root, { recursive: true }).map(String)) {
      const file = path.join(root, name);
      if (!TEXT.test(file) || !statSync(file).isFile() || statSync(file).size > LARGEST) continue;
      yield* descriptionsIn(file);
    }
  }
}

function* descriptionsIn(file: string): Generator<Found> {
  const content = readFileSync(file, 'utf8');
  if (file.endsWith('.sdp')) {
    const text = content.replace(/\r\n?/g, '\n');
    yield { file, text, sdp: readSdp(text, { start: 0, end: text.length }) };
    return;
  }
  for (const record of openTrace(content).records) {
    const message = readMessage(record);
    if (message?.sdp) yield { file, text: message.text, sdp: message.sdp };
  }
}
