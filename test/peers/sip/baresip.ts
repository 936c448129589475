import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Peer, Question, StartPeer } from '../types';
import { HOST, newFolder, outputOf, startProgram } from '../gateway/program';
import type { Agent } from './agent';
import { ask, type Kind } from './call';
import type { GatewayEnd } from './gatewayEnd';
import { uriIn, value } from './messages';
import { cryptoLines, inherited, readSections } from './sections';
import { tone } from './tone';

interface Variant {
  /** Behind the program's name and version. */
  readonly title: string;
  readonly modules: readonly string[];
  /** Parameters of its account. */
  readonly account: string;
  /** Whether it takes RTCP on the port of RTP. */
  readonly mux: boolean;
  /** What its offers have. */
  readonly profile: string;
  readonly crypto: boolean;
  readonly ice: boolean;
}

const PLAIN: Variant = { title: '', modules: [], account: '', mux: false, profile: 'RTP/AVP', crypto: false, ice: false };
const SDES: Variant = { ...PLAIN, modules: ['srtp'], crypto: true };

/** Debian's baresip as five phones. */
export const baresips: readonly StartPeer[] = [
  PLAIN,
  { ...SDES, title: 'with SDES mandatory', account: ';mediaenc=srtp-mand', profile: 'RTP/SAVP' },
  { ...SDES, title: 'with SDES optional', account: ';mediaenc=srtp' },
  { ...PLAIN, title: 'with ICE', modules: ['stun', 'ice'], account: ';medianat=ice', mux: true, ice: true },
  { ...PLAIN, title: 'with DTLS-SRTP', modules: ['dtls_srtp'], account: ';mediaenc=dtls_srtp', mux: true, profile: 'UDP/TLS/RTP/SAVP' },
].map(variant => () => startBaresip(variant));

async function startBaresip(variant: Variant): Promise<Peer | undefined> {
  const version = /baresip v(\S+)/.exec((await outputOf('baresip', ['-h'])) ?? '')?.[1];
  if (version === undefined) return undefined;
  const kind: Kind = {
    start: (gateway, question) => startAgent(variant, gateway, question),
    cannotOffer: (offer?: string) => (offer === undefined ? undefined : cannotOffer(variant, offer)),
    media: true,
  };
  return {
    name: `baresip ${version}${variant.title && ` ${variant.title}`}`,
    leg: 'sip',
    ask: question => ask(kind, question),
    stop: async () => undefined, // each question has an agent of its own, which ends with it
  };
}

/** An answer is judged by the offer that it is for, so another kind of offer makes no question. */
function cannotOffer({ profile, crypto, ice }: Variant, offer: string): string | undefined {
  const audio = readSections(offer).find(({ media }) => media === 'audio');
  if (!audio) return 'it offers audio only';
  if (audio.protocol.replace(/F$/, '') !== profile) return `its offers are ${profile}`;
  if (cryptoLines(audio).length > 0 !== crypto) return crypto ? 'its offers have a=crypto' : 'its offers have no a=crypto';
  if ((inherited(audio, 'ice-ufrag') !== undefined) !== ice) return ice ? 'its offers have ICE' : 'its offers have no ICE';
  return undefined;
}

/** A phone that registers with the gateway and takes every call, or for an answer calls the gateway. */
async function startAgent(variant: Variant, gateway: GatewayEnd, question: Question): Promise<Agent> {
  const { modules, account } = variant;
  const folder = newFolder('baresip');
  const codecs = codecsFor(question);
  const write = (name: string, content: string | Uint8Array): void => writeFileSync(path.join(folder, name), content);
  write('tone.wav', tone());
  write('config', config(folder, [...codecs.modules, ...modules], usesMux(variant, question)));
  write('accounts', `<sip:phone@${HOST}:${gateway.port}>;regint=3600;answermode=auto;audio_codecs=${codecs.names.join(',')}${account}\n`);
  write('contacts', '');
  write('uuid', '00000000-0000-4000-8000-000000000001\n');
  const dial = question.side === 'answer' ? ['-e', `/dial sip:gateway@${HOST}:${gateway.port}`] : [];
  const program = startProgram('baresip', ['-v', '-f', folder, ...dial], folder);
  const registered = await gateway.next('REGISTER');
  if (!registered) {
    await program.stop('SIGKILL');
    throw new Error(`baresip does not register: ${program.output().slice(-2000)}`);
  }
  return {
    uri: uriIn(value(registered, 'Contact')),
    complaints: () => complaintsIn(program.output()),
    stop: () => program.stop('SIGKILL'),
  };
}

const config = (folder: string, modules: readonly string[], mux: boolean): string =>
  [
    `sip_listen ${HOST}:0`,
    `net_interface ${HOST}`,
    'audio_player aubridge,loop',
    `audio_source aufile,${path.join(folder, 'tone.wav')}`,
    'audio_alert aubridge,alert',
    ...['ausrc', 'auplay'].flatMap(end => [`${end}_srate 8000`, `${end}_channels 1`]),
    `rtcp_mux ${mux ? 'yes' : 'no'}`,
    'module_path /usr/lib/baresip/modules',
    ...['g711', 'aubridge', 'aufile', ...modules].map(name => `module ${name}.so`),
    'module_tmp account.so',
    'module_app menu.so',
    '',
  ].join('\n');

const CODEC_MODULES: Readonly<Record<string, string>> = { OPUS: 'opus', G722: 'g722', GSM: 'gsm' };

/** G.711 as every phone has; to make an offer as the trace has it, the codecs of that. */
function codecsFor({ side, offer }: Question): { names: string[]; modules: string[] } {
  const text = side === 'answer' ? (offer ?? '') : '';
  const audio = readSections(text).find(({ media }) => media === 'audio');
  const more = Object.keys(CODEC_MODULES).filter(name => audio?.lines.some(line => line.toUpperCase().includes(` ${name}/`)));
  return {
    names: ['PCMU', 'PCMA', ...more.map(name => (name === 'OPUS' ? 'opus' : name))],
    modules: more.map(name => CODEC_MODULES[name]!),
  };
}

/** It offers rtcp-mux where the trace does. */
const usesMux = ({ mux }: Variant, { side, offer = '' }: Question): boolean => (side === 'offer' ? mux : /^a=rtcp-mux\s*$/m.test(offer));

/** What it logs of a call that it does not take, without what it logs of every call. */
const complaintsIn = (output: string): string[] => [
  ...new Set(
    output
      .split('\n')
      .map(line => line.trim())
      .filter(line => /^(call|srtp|sdp|ice|dtls_srtp|dtls|audio|stream|rtp|ua|mediaenc|menc)[:\s]/.test(line))
      .filter(line => /fail|error|keylen|reject|no common|no valid|could not|invalid|not |mismatch|unsupported|closed/i.test(line)),
  ),
];
