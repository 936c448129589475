import type { NgDictionary, NgValue } from './bencode';
import { type Kamailio, type Party, type Relayed, startKamailio } from './kamailio';
import { type Rtpengine, startRtpengine } from './rtpengine';

export type { NgDictionary, NgValue } from './bencode';
export type { Party } from './kamailio';
export { hasIpv6, INTERFACES } from './rtpengine';

/** What RTPEngine is asked for: words as in rtpengine_offer("…"), which go through Kamailio, or the keys of an ng command. */
export type Flags = string | NgDictionary;

/** One description on its way through the gateway. */
export interface Passage {
  readonly side: 'offer' | 'answer';
  readonly sdp: string;
  readonly flags: Flags;
  /** Who makes the offer; the caller unless told. An answer comes from the other one. */
  readonly from?: Party;
  /** Of an answer: the To tag, where the call forked and several parties answer. */
  readonly tag?: string;
}

/** What came out: the description for the other side, undefined where it was refused. */
export interface Rewritten {
  readonly output?: string;
  /** What the gateway said of it: why it was refused, RTPEngine's warnings (`Unknown flag encountered: 'x'`). */
  readonly words: string;
}

export interface Rewrite {
  /** The description that the gateway gets. */
  readonly input: string;
  readonly flags: Flags;
  readonly side: 'offer' | 'answer';
  /** Where it is an answer: the offer that went through the gateway before, with its flags. */
  readonly offerBefore?: { readonly sdp: string; readonly flags: Flags };
}

/** A real gateway on this machine. */
export interface Gateway {
  /** As docs/proof.md calls it: `RTPEngine 10.5.3.5 with Kamailio 5.6.3`. */
  readonly name: string;
  /** Passes descriptions of one call through it, one after the other; a later offer is that of a re-INVITE. */
  pass(passages: readonly Passage[]): Promise<Rewritten[]>;
  stop(): Promise<void>;
}

/** Starts RTPEngine and Kamailio on free ports of loopback; undefined where one of them is not installed. */
export async function startGateway(): Promise<Gateway | undefined> {
  const rtpengine = await startRtpengine();
  if (!rtpengine) return undefined;
  const kamailio = await startKamailio(rtpengine.port).catch(async (error: unknown) => {
    await rtpengine.stop();
    throw error;
  });
  if (!kamailio) {
    await rtpengine.stop();
    return undefined;
  }
  let calls = 0;
  return {
    name: `RTPEngine ${rtpengine.version} with Kamailio ${kamailio.version}`,
    pass: passages => passAll(rtpengine, kamailio, `call-${++calls}`, passages),
    stop: async () => {
      await kamailio.stop();
      await rtpengine.stop();
    },
  };
}

async function passAll(rtpengine: Rtpengine, kamailio: Kamailio, callId: string, passages: readonly Passage[]): Promise<Rewritten[]> {
  const outcomes: Rewritten[] = [];
  let from: Party = 'caller';
  let known = 0;
  let replies = 0;
  for (const passage of passages) {
    if (passage.side === 'offer') from = passage.from ?? 'caller';
    const sdp = withCrlf(passage.sdp);
    const { flags } = passage;
    const relayed =
      typeof flags !== 'string'
        ? await askNg(rtpengine, callId, { ...passage, from, sdp, flags })
        : passage.side === 'offer'
          ? await kamailio.offer(callId, from, sdp, flags)
          : await kamailio.answer(callId, sdp, flags, passage.tag);
    // What Kamailio cannot read does not come to RTPEngine.
    if (!/^error processing flag/.test(relayed.refusal ?? '')) replies++;
    const complaints = await rtpengine.complaints(callId, replies);
    const words = complaints.slice(known);
    known = complaints.length;
    outcomes.push({ output: relayed.sdp, words: [...(relayed.refusal ? [relayed.refusal] : []), ...words].join('; ') });
  }
  if (replies > 0) await rtpengine.ask({ command: 'delete', 'call-id': callId, 'from-tag': 'caller', 'delete delay': 0 });
  return outcomes;
}

/** The same without a proxy. */
async function askNg(
  rtpengine: Rtpengine,
  callId: string,
  { side, sdp, flags, from }: { side: 'offer' | 'answer'; sdp: string; flags: NgDictionary; from: Party },
): Promise<Relayed> {
  const to = from === 'caller' ? 'callee' : 'caller';
  const tags: NgDictionary = side === 'offer' ? { 'from-tag': from } : { 'from-tag': from, 'to-tag': to };
  const reply: Readonly<Record<string, NgValue>> = await rtpengine.ask({ ...flags, command: side, 'call-id': callId, ...tags, sdp });
  return typeof reply.sdp === 'string' ? { sdp: reply.sdp } : { refusal: String(reply['error-reason']) };
}

const withCrlf = (sdp: string): string => `${sdp.replaceAll('\r\n', '\n').replace(/\n*$/, '').replaceAll('\n', '\r\n')}\r\n`;

let shared: Promise<Gateway | undefined> | undefined;

/** The gateway that `rewriteByGateway` speaks to, started when it is first asked for. */
export const gateway = (): Promise<Gateway | undefined> => (shared ??= startGateway());

/** Ends what `gateway` and `rewriteByGateway` started. */
export async function stopGateway(): Promise<void> {
  const running = await shared;
  shared = undefined;
  await running?.stop();
}

/** What the gateway makes of one description. Rejects where RTPEngine or Kamailio is not installed; end it with `stopGateway`. */
export async function rewriteByGateway({ input, flags, side, offerBefore }: Rewrite): Promise<Rewritten> {
  const running = await gateway();
  if (!running) throw new Error('RTPEngine and Kamailio are not installed');
  const before: Passage[] = offerBefore ? [{ side: 'offer', ...offerBefore }] : [];
  return (await running.pass([...before, { side, sdp: input, flags }])).at(-1)!;
}
