import type { Answer, Question } from '../types';
import type { Agent } from './agent';
import { DISCARD, type Filled, fill } from './fill';
import { type Dialog, type GatewayEnd, openGatewayEnd } from './gatewayEnd';
import { wordsOf } from './messages';
import type { Media, MediaPlan } from './rtpEnd';
import { attributes, audioOf, cryptoLines, directionOf, firstCodec, inherited, readSections, type Section } from './sections';
import { keyBytes, type Srtp, srtpFor } from './srtp';

/** How an agent of a kind is started for one question; to be given an answer, it calls the gateway at once. */
export type StartAgent = (gateway: GatewayEnd, question: Question) => Promise<Agent>;

export interface Kind {
  readonly start: StartAgent;
  /** Why it cannot make an offer like that of the trace, or where that is not known any offer; undefined where it can. */
  readonly cannotOffer: (offer?: string) => string | undefined;
  /** Whether what it sends shows that it has understood; DTLS-SRTP, whose keys nobody here has, is never counted. */
  readonly media: boolean;
}

/** Puts a question to a fresh agent, and ends it. */
export async function ask(kind: Kind, question: Question): Promise<Answer> {
  const why = unable(kind, question);
  if (why) return { accepted: false, words: why, unable: true };
  const gateway = await openGatewayEnd();
  const ours = await fill(question.sdp);
  let agent: Agent | undefined;
  let answer: Answer;
  try {
    agent = await kind.start(gateway, question);
    answer = await (question.side === 'offer' ? offerTo(agent, gateway, ours, kind) : answerTo(gateway, ours, kind));
  } finally {
    await agent?.stop();
    ours.close();
    gateway.close();
  }
  // Only when it has ended is its log complete. What it complains of, such as a key that is too short, is not accepted by its 200.
  const complaints = agent.complaints();
  if (complaints.length === 0) return answer;
  return { ...answer, accepted: false, words: [answer.words, ...complaints].filter(Boolean).join('; ') };
}

function unable({ cannotOffer }: Kind, { side, sdp, offer }: Question): string | undefined {
  if (/^c=IN IP6 /m.test(sdp)) return 'the agents have IPv4 only';
  return side === 'answer' ? cannotOffer(offer) : undefined;
}

async function offerTo(agent: Agent, gateway: GatewayEnd, ours: Filled, kind: Kind): Promise<Answer> {
  const { response, call } = await gateway.invite(agent.uri, ours.sdp);
  const words = response ? wordsOf(response) : 'no final response';
  if (!response || !call) return { accepted: false, words };
  return { ...(await inCall({ call, ours, theirs: response.body, theyOffered: false, words, kind })), sdp: response.body };
}

async function answerTo(gateway: GatewayEnd, ours: Filled, kind: Kind): Promise<Answer> {
  const invite = await gateway.next('INVITE');
  if (!invite) return { accepted: false, words: 'it does not call' };
  const call = await gateway.answer(invite, ours.sdp);
  if (!call) return { accepted: false, words: 'no ACK' };
  return inCall({ call, ours, theirs: invite.body, theyOffered: true, words: '', kind });
}

interface InCall {
  readonly call: Dialog;
  readonly ours: Filled;
  /** The agent's description. */
  readonly theirs: string;
  readonly theyOffered: boolean;
  readonly words: string;
  readonly kind: Kind;
}

async function inCall({ call, ours, theirs, theyOffered, words, kind }: InCall): Promise<Answer> {
  const index = audioOf(readSections(theyOffered ? ours.sdp : theirs));
  if (index < 0) {
    await call.hangUp();
    return { accepted: false, words: words || 'no audio section is accepted' };
  }
  const end = ours.ends[index];
  const plan = kind.media && end ? mediaPlan(ours.sdp, theirs, index, theyOffered) : undefined;
  const media = plan && (await end!.exchange(plan, call.whenEnded));
  await call.ping();
  const ended = call.ended();
  await call.hangUp();
  const silent = !ended && (media ? plan!.theySend && media.received === 0 : goesNowhere(readSections(ours.sdp)[index]));
  const why = [words, ended ? wordsOf(ended) : '', silent ? silence(media, plan) : ''];
  return {
    accepted: !ended && !silent,
    words: why.filter(Boolean).join('; '),
    ...(media ? { media: { sent: media.sent, received: media.received } } : {}),
  };
}

/** Port 9 of a party that is not on hold: what is sent there is lost. */
const goesNowhere = (ours?: Section): boolean => ours?.port === DISCARD && ['sendrecv', 'recvonly'].includes(directionOf(ours));

function silence(media?: Media, plan?: MediaPlan): string {
  if (!media || !plan || media.strange === 0) return 'no RTP comes';
  return `what comes is no ${plan.codec}${plan.srtp ? ' in SRTP with the key agreed upon' : ''}`;
}

/** What offer and answer come to for a section; undefined where no media is to flow to the endpoint, or cannot be sent from here. */
function mediaPlan(oursText: string, theirsText: string, index: number, theyOffered: boolean): MediaPlan | undefined {
  const [ours, theirs] = [readSections(oursText)[index], readSections(theirsText)[index]];
  if (!ours || !theirs || theirs.port === 0) return undefined;
  const keys = srtpOf(ours, theirs);
  const codec = firstCodec(theyOffered ? ours : theirs);
  if (!codec || keys === 'unknown') return undefined;
  const theySend = ['sendrecv', 'recvonly'].includes(directionOf(ours)) && ['sendrecv', 'sendonly'].includes(directionOf(theirs));
  const ice = iceOf(ours, theirs, !theyOffered);
  const mux = [ours, theirs].every(({ lines }) => lines.includes('a=rtcp-mux'));
  const rtcpPort = Number.parseInt(attributes(theirs, 'rtcp')[0] ?? '', 10) || theirs.port + 1;
  return {
    address: theirs.address,
    port: theirs.port,
    ...(mux ? {} : { rtcpPort }),
    ...codec,
    theySend,
    ...(keys ? { srtp: keys } : {}),
    ...(ice ? { ice } : {}),
  };
}

/** For a party whose key nobody knows: what it sends cannot be decrypted. */
const NO_KEY: Srtp = { protect: packet => packet, unprotect: () => undefined };

/** The keys under the tag that both have (RFC 4568 section 5.1.2); undefined for plain RTP, `unknown` where they cannot be used here. */
function srtpOf(ours: Section, theirs: Section): { readonly ours: Srtp; readonly theirs: Srtp } | 'unknown' | undefined {
  if (/TLS/.test(theirs.protocol)) {
    return [ours, theirs].every(section => inherited(section, 'fingerprint')) ? 'unknown' : { ours: NO_KEY, theirs: NO_KEY };
  }
  const [mine, yours] = [cryptoLines(ours), cryptoLines(theirs)];
  const [line, other] =
    mine.flatMap(one =>
      yours.filter(other => other.tag === one.tag && other.suite.toUpperCase() === one.suite.toUpperCase()).map(other => [one, other]),
    )[0] ?? [];
  if (line && other) {
    if (keyBytes(line.suite) === undefined) return 'unknown';
    return { ours: srtpFor(line.suite, line.key) ?? NO_KEY, theirs: srtpFor(other.suite, other.key) ?? NO_KEY };
  }
  return /SAVP/.test(ours.protocol) || /SAVP/.test(theirs.protocol) ? { ours: NO_KEY, theirs: NO_KEY } : undefined;
}

function iceOf(ours: Section, theirs: Section, controlling: boolean): MediaPlan['ice'] {
  const credentials = (section: Section) => {
    const [ufrag, pwd] = [inherited(section, 'ice-ufrag'), inherited(section, 'ice-pwd')];
    return ufrag && pwd && attributes(section, 'candidate').length > 0 ? { ufrag, pwd } : undefined;
  };
  const [mine, yours] = [credentials(ours), credentials(theirs)];
  return mine && yours ? { ours: mine, theirs: yours, controlling } : undefined;
}
