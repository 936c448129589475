import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Peer, Question, StartPeer } from '../types';
import { freePort, HOST, newFolder, outputOf, startProgram } from '../gateway/program';
import type { Agent } from './agent';
import { ask, type Kind } from './call';
import type { GatewayEnd } from './gatewayEnd';
import { readSections } from './sections';
import { callingScenario, type Demand, takingScenario } from './sippScenarios';

interface Phone {
  /** Behind the program's name and version. */
  readonly title: string;
  readonly demands: readonly Demand[];
  readonly profile: 'RTP/AVP' | 'RTP/SAVP';
}

/** What is no business of a phone without ICE, DTLS and multiplexing, and which a phone that reads strictly does not take. */
const NOTHING_OF_THE_BROWSER: readonly Demand[] = [
  { never: 'a=(candidate|ice-ufrag|ice-pwd|ice-lite|end-of-candidates)', warning: '399 phone "no ICE here"' },
  { never: 'a=(fingerprint|setup):', warning: '399 phone "no DTLS here"' },
  { never: 'a=(rtcp-mux|group:BUNDLE|rtcp-fb|extmap)', warning: '399 phone "no rtcp-mux, BUNDLE, feedback or header extensions here"' },
];

/** What RFC 8866 section 5 demands of every description, in its order, and an address with a port that media can be sent to. */
const WELL_FORMED: readonly Demand[] = [
  { always: '^v=0.{1,2}o=[^ ]+ [0-9]+ [0-9]+ IN IP4 [^ ]+.s=.*t=[0-9]+ [0-9]+.*m=', warning: '399 phone "v=, o=, s= or t= is missing"' },
  { always: 'm=audio ([1-8]|9[0-9]|[1-9][0-9]+) ', warning: '399 phone "no port to send to"' },
  { always: 'c=IN IP4 [1-9][0-9.]+', warning: '399 phone "no address to send to"' },
];

const G711: Demand = { always: 'm=audio [0-9]+ [A-Z/]+( [0-9]+)* [08][^0-9]', warning: '305 phone "neither PCMU nor PCMA"' };

const PHONES: readonly Phone[] = [
  {
    title: 'as a strict phone for plain RTP',
    profile: 'RTP/AVP',
    demands: [
      { always: 'm=audio [0-9]+ RTP/AVP ', warning: '302 phone "RTP/AVP only"' },
      { never: 'a=crypto:', warning: '399 phone "no SRTP here"' },
      G711,
      ...WELL_FORMED,
      ...NOTHING_OF_THE_BROWSER,
    ],
  },
  {
    title: 'as a strict phone for SDES',
    profile: 'RTP/SAVP',
    demands: [
      { always: 'm=audio [0-9]+ RTP/SAVP ', warning: '302 phone "RTP/SAVP only"' },
      {
        always: 'a=crypto:[0-9]+ AES_CM_128_HMAC_SHA1_(80|32) inline:[A-Za-z0-9+/]{40}[^A-Za-z0-9+/=]',
        warning: '399 phone "no usable a=crypto"',
      },
      G711,
      ...WELL_FORMED,
      ...NOTHING_OF_THE_BROWSER,
    ],
  },
];

/**
 * Debian's SIPp as phones that refuse all that they do not speak, where baresip passes over attributes that it does not know. They stand
 * for what no free program on this machine does: no proof that a phone is like that, but that nothing of the browser is left.
 */
export const sipps: readonly StartPeer[] = PHONES.map(phone => () => startSipp(phone));

async function startSipp(phone: Phone): Promise<Peer | undefined> {
  const version = /SIPp v(\d[\d.]*)/.exec((await outputOf('sipp', ['-v'])) ?? '')?.[1];
  if (version === undefined) return undefined;
  // SIPp echoes what it gets, which no SRTP key of its own would have encrypted.
  const kind: Kind = {
    start: (gateway, question) => startAgent(phone, gateway, question),
    cannotOffer: (offer?: string) => (offer === undefined ? undefined : cannotOffer(phone, offer)),
    media: phone.profile === 'RTP/AVP',
  };
  return { name: `SIPp ${version} ${phone.title}`, leg: 'sip', ask: question => ask(kind, question), stop: async () => undefined };
}

/** It sends any offer, but none that it would not take itself. */
function cannotOffer({ profile }: Phone, offer: string): string | undefined {
  const audio = readSections(offer).find(({ media }) => media === 'audio');
  return audio?.protocol === profile ? undefined : `its offers are ${profile}`;
}

/** An answer keeps the tag of a line of its offer (RFC 4568 section 5.1.2). */
function tagDemands({ profile }: Phone, offer: string): Demand[] {
  const tags = [...offer.matchAll(/^a=crypto:(\d+)/gm)].map(([, tag]) => tag);
  return profile === 'RTP/SAVP'
    ? [{ always: `a=crypto:(${tags.join('|')}) `, warning: '399 phone "a=crypto with a tag that was not offered"' }]
    : [];
}

async function startAgent(phone: Phone, gateway: GatewayEnd, question: Question): Promise<Agent> {
  const folder = newFolder('sipp');
  const [port, mediaPort] = [await freePort(), await freePort()];
  const calls = question.side === 'answer';
  const offer = offerOf(phone, question, mediaPort);
  const scenario = calls
    ? callingScenario([...phone.demands, ...tagDemands(phone, offer)], offer)
    : takingScenario(phone.demands, answerTo(phone, question.sdp, mediaPort));
  writeFileSync(path.join(folder, 'phone.xml'), scenario);
  const args = ['-sf', 'phone.xml', '-i', HOST, '-p', String(port), '-mp', String(mediaPort), '-rtp_echo', '-m', '1', '-nostdin'];
  const program = startProgram('sipp', [...(calls ? [`${HOST}:${gateway.port}`] : []), ...args], folder);
  return { uri: `sip:phone@${HOST}:${port}`, complaints: () => [], stop: () => program.stop('SIGKILL') };
}

const SESSION = ['v=0', `o=phone 1 1 IN IP4 ${HOST}`, 's=-', `c=IN IP4 ${HOST}`, 't=0 0'];
const CRYPTO = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';

/** G.711 for the first audio section that offers it, and port 0 for every other section. */
function answerTo({ profile }: Phone, offer: string, mediaPort: number): string {
  let taken = false;
  const sections = readSections(offer).flatMap(section => {
    const formats = section.formats.filter(format => format === '0' || format === '8');
    if (taken || section.media !== 'audio' || formats.length === 0)
      return [`m=${section.media} 0 ${section.protocol} ${section.formats.join(' ')}`];
    taken = true;
    const offered = /a=crypto:(\d+) (\S+)/.exec(section.lines.join('\n'));
    const crypto = CRYPTO.replace(/:1 \S+/, offered ? `:${offered[1]} ${offered[2]}` : ':1 AES_CM_128_HMAC_SHA1_80');
    return [`m=audio ${mediaPort} ${profile} ${formats.join(' ')}`, ...(profile === 'RTP/SAVP' ? [crypto] : [])];
  });
  return [...SESSION, ...sections, ''].join('\r\n');
}

/** The offer of the trace with a port of SIPp's, where SIPp can send it; else one of the phone's own kind. */
function offerOf({ profile }: Phone, { offer }: Question, mediaPort: number): string {
  const own = [...SESSION, `m=audio ${mediaPort} ${profile} 0 8`, ...(profile === 'RTP/SAVP' ? [CRYPTO] : []), ''].join('\r\n');
  if (!offer || /[[\]<>]/.test(offer)) return own; // these have a meaning in a scenario
  return offer.replace(/^(c=IN IP4 )[\d.]+/gm, `$1${HOST}`).replace(/^(m=audio )[1-9]\d*/m, `$1${mediaPort}`);
}
