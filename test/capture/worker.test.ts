import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { analyse } from '../../server/src/core/analysis';
import { fingerprints } from '../../server/src/core/report/fingerprint';
import { openTrace } from '../../server/src/core/trace/openTrace';
import type { CaptureBytes, WorkerHost } from '../../server/src/capture/workerHost';
import { WorkerSession } from '../../server/src/capture/workerSession';
import { readConfig } from '../../server/src/lsp/config/read';
import type { CallRow, FromCaptureWorker, ReadProgress, SaveAnswer, TextAnswer, ToCaptureWorker } from '../../server/src/lsp/protocol';
import { pcapFile } from '../support/capture/files';
import { fragmented, overTcp, packetsOf, recipe, type Step } from '../support/capture/recipe';
import { cleanTexts } from '../support/pieces';
import { packetsOf as packetsOfFile, tsharkRows } from '../support/printed';

const MOST = { bytes: 20_000_000, lines: 300_000 };

/** The call of the recipe again, half a second later, by other parties. */
const other: readonly Step[] = recipe.map(step => ({
  ...step,
  time: step.time + 500_000,
  id: step.id + 100,
  source: elsewhere(step.source),
  destination: elsewhere(step.destination),
  payload: typeof step.payload === 'string' ? elsewhere(step.payload).replaceAll('recipe@', 'other@') : step.payload,
}));

function elsewhere(text: string): string {
  return text.replaceAll('192.0.2.', '198.51.100.').replaceAll('203.0.113.', '198.51.101.');
}

const inTime = <P extends { readonly time?: number }>(packets: readonly P[]): P[] =>
  [...packets].sort((a, b) => (a.time ?? 0) - (b.time ?? 0));

const both = pcapFile(inTime(packetsOf([...recipe, ...other])));

type Request = Extract<ToCaptureWorker, { readonly request: number }>;
type Unnumbered<M> = M extends Request ? Omit<M, 'request'> : never;

/** A worker and all that it tells; the bytes come in pieces of this size. */
class Worker {
  readonly rows = new Map<number, CallRow>();
  readonly states: string[] = [];
  problems: readonly string[] = [];
  progress: ReadProgress | undefined;
  /** What the `.siptrace.json` beside the file says; there is none as long as this is missing. */
  config: string | undefined;
  /** Called with each message, before it is noted. */
  hear: (message: FromCaptureWorker) => void = () => {};
  private readonly session: WorkerSession;
  private readonly answers = new Map<number, (message: FromCaptureWorker) => void>();
  private requests = 0;
  private time = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly piece = 1000,
  ) {
    const host: WorkerHost = {
      post: message => this.take(message),
      open: async () => this.file(),
      config: path => (this.config === undefined ? undefined : { path: `${path}.json`, text: '', config: readConfig(this.config) }),
      create: () => Promise.reject(new Error('there is no disk')),
      pause: () => setImmediate(undefined),
      // Each look at the clock is a while later: everything that is done now and then is done.
      now: () => (this.time += 50),
    };
    this.session = new WorkerSession(host);
  }

  send(message: ToCaptureWorker): void {
    this.session.take(message);
  }

  /** Reads the file to its end. */
  async open(name = 'call.pcap', settings: unknown = {}): Promise<this> {
    this.send({ type: 'open', name, source: { path: name }, settings });
    return this.end();
  }

  /** Waits until nothing more is done. */
  async end(): Promise<this> {
    while (!['done', 'cancelled', 'failed'].includes(this.progress?.state ?? '')) await setImmediate();
    return this;
  }

  ask(message: Unnumbered<Request>): Promise<FromCaptureWorker> {
    const request = ++this.requests;
    const answer = new Promise<FromCaptureWorker>(resolve => this.answers.set(request, resolve));
    this.send({ ...message, request });
    return answer;
  }

  async text(calls: readonly number[] | 'all', most = MOST): Promise<TextAnswer> {
    const message = await this.ask({ type: 'text', calls, most });
    assert.ok(message.type === 'answer' && 'text' in message.answer, JSON.stringify(message));
    return message.answer;
  }

  async save(calls: readonly number[]): Promise<Required<SaveAnswer>> {
    const message = await this.ask({ type: 'save', calls });
    assert.ok(message.type === 'answer' && 'packets' in message.answer && message.answer.bytes, JSON.stringify(message));
    return { packets: message.answer.packets, bytes: message.answer.bytes };
  }

  private file(): CaptureBytes {
    const { bytes, piece } = this;
    return {
      size: bytes.length,
      async *pieces() {
        for (let at = 0; at < bytes.length; at += piece) {
          yield bytes.subarray(at, at + piece);
          await setImmediate();
        }
      },
      read: (offset, length) => bytes.subarray(offset, offset + length),
    };
  }

  private take(message: FromCaptureWorker): void {
    this.hear(message);
    if (message.type === 'rows') for (const row of message.rows) this.rows.set(row.id, row);
    if (message.type === 'gone') for (const id of message.calls) this.rows.delete(id);
    if (message.type === 'problems') this.problems = message.problems;
    if (message.type === 'progress') {
      this.progress = message.progress;
      if (this.states.at(-1) !== message.progress.state) this.states.push(message.progress.state);
    }
    if (message.type === 'answer' || message.type === 'refused') this.answers.get(message.request)?.(message);
  }
}

describe('the worker that reads a capture', () => {
  it('tells the calls while it reads, then what was found in each, and that it is done', async () => {
    const worker = new Worker(both);
    let readWhenFirst: number | undefined;
    worker.hear = message => {
      if (message.type === 'rows') readWhenFirst ??= worker.progress?.read;
    };
    await worker.open();
    assert.ok(readWhenFirst !== undefined && readWhenFirst < both.length);
    assert.deepEqual(worker.states, ['reading', 'checking', 'done']);
    assert.deepEqual([...worker.rows.keys()], [1, 2]);
    const row = worker.rows.get(1)!;
    assert.deepEqual([row.from, row.to, row.outcome, row.messages, row.media], ['alice', 'bob', 'answered', 6, 'both ways']);
    assert.equal(row.callId, 'recipe@example.com');
    for (const { findings } of worker.rows.values()) assert.equal(findings?.length, 4);
    const { read, size, packets, messages, calls, checked } = worker.progress!;
    assert.deepEqual([read, size, packets, messages, calls, checked], [both.length, both.length, 26, 12, 2, 2]);
  });

  it('gives the text of one call, of several, and of all', async () => {
    const worker = await new Worker(both).open();
    const one = await worker.text([2]);
    assert.deepEqual([one.calls, one.left], [1, 0]);
    assert.match(one.text, /Call-ID: other@example\.com/);
    assert.doesNotMatch(one.text, /recipe@/);
    assert.match(one.text, /^# sip-trace: capture file="call\.pcap"/m);
    assert.match(one.text, /^# sip-trace: rtp /m);
    const two = await worker.text([2, 1]);
    assert.equal(two.calls, 2);
    assert.ok(two.text.indexOf('recipe@') < two.text.indexOf('other@'), 'in order of time');
    assert.equal((await worker.text('all')).calls, 2);
  });

  it('gives no more text than fits, but one call at least, and says what is left', async () => {
    const worker = await new Worker(both).open();
    const whole = await worker.text('all');
    const part = await worker.text('all', { ...MOST, bytes: whole.text.length - 1 });
    assert.deepEqual([part.calls, part.left], [1, 1]);
    const least = await worker.text([1, 2], { ...MOST, lines: 1 });
    assert.deepEqual([least.calls, least.left], [1, 1]);
  });

  it('answers while it is still reading', async () => {
    const worker = new Worker(both, 200);
    let early: Promise<TextAnswer> | undefined;
    worker.hear = message => {
      if (message.type === 'rows') early ??= worker.text([1]);
    };
    await worker.open();
    assert.match((await early)!.text, /INVITE sip:bob@192\.0\.2\.20/);
  });

  it('stops when it is told to, and checks and keeps what it has', async () => {
    const worker = new Worker(both, 200);
    worker.hear = message => {
      if (message.type === 'rows') worker.send({ type: 'cancel' });
      if (message.type === 'progress' && message.progress.state === 'checking') worker.hear = () => {};
    };
    await worker.open();
    assert.equal(worker.states.at(-1), 'cancelled');
    assert.ok(worker.progress!.read < both.length);
    assert.ok(worker.progress!.messages < 12);
    assert.ok(worker.rows.get(1)!.findings);
    assert.match((await worker.text([1])).text, /INVITE/);
    // Other settings are no reason to call it complete.
    worker.send({ type: 'settings', settings: { rules: {} } });
    await worker.end();
    assert.equal(worker.progress!.state, 'cancelled');
  });

  it('checks anew under other settings', async () => {
    const worker = await new Worker(both).open();
    const before = worker.rows.get(1)!.findings!;
    worker.states.length = 0;
    worker.send({ type: 'settings', settings: { legs: { '192.0.2.20': 'webrtc' } } });
    await worker.end();
    assert.deepEqual(worker.states, ['checking', 'done']);
    assert.notDeepEqual(worker.rows.get(1)!.findings, before);
  });

  it('takes the .siptrace.json beside the file, as it is at each look', async () => {
    const worker = new Worker(readFileSync('test/fixtures/captures/bad-dtls-on-sip-leg.pcapng'));
    await worker.open();
    const [row] = worker.rows.values();
    assert.ok(row && row.findings![0] > 0);
    const again = async (config: object): Promise<CallRow> => {
      worker.config = JSON.stringify(config);
      worker.send({ type: 'settings', settings: { rules: { 'srtp/dtls-on-sip-leg': 'warning' } } });
      await worker.end();
      return [...worker.rows.values()][0]!;
    };
    const loud = await again({});
    const off = await again({ rules: { 'srtp/dtls-on-sip-leg': 'off' } });
    assert.deepEqual([loud.findings![1] - off.findings![1], loud.findings![0]], [1, off.findings![0]]);
    const { text } = await worker.text([row.id]);
    const baseline = [...fingerprints()(analyse(text)).values()];
    assert.deepEqual((await again({ baseline })).findings, [0, 0, 0, 0]);
    const host = /phone (\S+)$/.exec(row.legs)![1]!;
    assert.equal((await again({ legs: { [host]: 'webrtc' } })).legs, row.legs.replace(`phone ${host}`, `browser ${host}`));
    assert.deepEqual(worker.problems, []);
    await again({ gateway: 7 });
    assert.match(worker.problems.join('\n'), /\.json:1:12: 'gateway' has to be rtpengine/);
  });

  it('says what a file is that is no capture', async () => {
    const worker = await new Worker(new TextEncoder().encode('This is no capture, but a sentence.')).open('call.pcap');
    assert.equal(worker.progress!.state, 'failed');
    assert.equal(worker.problems.length, 1);
    assert.equal(worker.rows.size, 0);
  });

  it('says that a file is cut off, once, and shows what there is', async () => {
    const worker = await new Worker(both.subarray(0, both.length - 10)).open();
    assert.equal(worker.progress!.state, 'done');
    assert.equal(worker.problems.length, 1);
    assert.equal(worker.rows.size, 2);
  });

  it('says why a file cannot be read', async () => {
    const heard: FromCaptureWorker[] = [];
    const host: WorkerHost = {
      post: message => heard.push(message),
      open: () => Promise.reject(new Error('it is locked')),
      create: () => Promise.reject(new Error()),
      pause: () => setImmediate(undefined),
      now: () => 0,
    };
    new WorkerSession(host).take({ type: 'open', name: 'a.pcap', source: { path: 'a.pcap' }, settings: {} });
    while (!heard.some(message => message.type === 'progress' && message.progress.state === 'failed')) await setImmediate();
    assert.ok(heard.some(message => message.type === 'problems' && /it is locked/.test(message.problems[0] ?? '')));
  });

  it('lists the calls of a text that is to be converted, and of a log that is wrapped', async () => {
    const capture = (await (await new Worker(both).open()).text('all')).text;
    const log = `${cleanTexts(openTrace(capture)).join('\n')}\n`;
    const asHex = packetsOfFile(both).map(({ bytes }) => `${tsharkRows(bytes)}\n`);
    const asJson = log.split('\n').map(line => `${JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '' })}\n`);
    for (const [text, title] of [[asHex.join(''), 'tshark -x'] as const, [asJson.join(''), 'JSON logging'] as const]) {
      const worker = await new Worker(new TextEncoder().encode(text)).open('dump.txt');
      assert.deepEqual([worker.states.at(-1), worker.progress?.messages], ['done', 12], title);
      const rows = [...worker.rows.values()];
      assert.deepEqual(
        rows.map(({ from, to, messages, findings }) => [from, to, messages, findings?.length]),
        [
          ['alice', 'bob', 6, 4],
          ['alice', 'bob', 6, 4],
        ],
        title,
      );
      const { text: one } = await worker.text([rows[1]!.id]);
      assert.match(one, /other@example\.com/);
      assert.doesNotMatch(one, /recipe@/);
      assert.equal((await worker.text('all')).calls, 2);
      assert.match(worker.problems.join(), new RegExp(`converted from the output of ${title}`));
    }
    const empty = await new Worker(new TextEncoder().encode('{"PeerConnections": {"1-1": {}}}')).open('dump.txt');
    assert.equal(empty.states.at(-1), 'failed');
    assert.match(empty.problems.join(), /webrtc-internals dump without a description/);
  });

  it('lists the calls of a text, which has no packets to save', async () => {
    const text = (await (await new Worker(both).open()).text('all')).text;
    const worker = await new Worker(new TextEncoder().encode(text)).open('calls.sip');
    assert.deepEqual(
      [...worker.rows.values()].map(row => row.callId),
      ['recipe@example.com', 'other@example.com'],
    );
    assert.match((await worker.text([2])).text, /other@example\.com/);
    const refusal = await worker.ask({ type: 'save', calls: [1] });
    assert.equal(refusal.type, 'refused');
  });
});

describe('a call that is saved as a capture', () => {
  /** What there is of the only call of a capture: its text but for the line about the capture and the numbers of frames. */
  async function callOf(bytes: Uint8Array): Promise<string> {
    const worker = await new Worker(bytes).open();
    assert.equal(worker.rows.size, 1);
    const { text } = await worker.text([...worker.rows.keys()]);
    return text.replace(/^# sip-trace: capture .*\n/m, '').replace(/ frames=[\d,-]+/g, '');
  }

  const ways: Readonly<Record<string, (steps: readonly Step[]) => Parameters<typeof pcapFile>[0]>> = {
    'over UDP': steps => packetsOf(steps),
    'in fragments': fragmented,
    'over TCP': steps => overTcp(steps, 300),
  };
  for (const [name, packets] of Object.entries(ways)) {
    it(`${name}: has its SIP and its media, and nothing of the other call`, async () => {
      const worker = await new Worker(pcapFile(inTime([...packets(recipe), ...packets(other)]))).open();
      const { bytes, packets: count } = await worker.save([1]);
      assert.equal(count, packets(recipe).length - notOfTheCall);
      assert.equal(await callOf(bytes), await callOf(pcapFile(packets(recipe))));
    });
  }

  /** The check of the recipe lies between hosts that no description names. */
  const notOfTheCall = 1;
});
