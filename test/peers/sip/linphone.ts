import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HOST, newFolder, outputOf, startProgram } from '../gateway/program';
import type { Peer, StartPeer } from '../types';
import type { Agent } from './agent';
import { ask, type Kind } from './call';
import type { GatewayEnd } from './gatewayEnd';
import { uriIn, value } from './messages';
import { tone } from './tone';

/** Debian's console Linphone, which takes more profiles than other phones, as one that answers calls. */
export const linphone: StartPeer = async (): Promise<Peer | undefined> => {
  const version = /version: (\S+)/.exec((await outputOf('linphonec', ['--version'])) ?? '')?.[1];
  if (version === undefined) return undefined;
  const kind: Kind = { start: startAgent, cannotOffer: () => 'it is only called here', media: true };
  return { name: `Linphone ${version}`, leg: 'sip', ask: question => ask(kind, question), stop: async () => undefined };
};

/** A phone that registers with the gateway and takes every call. */
async function startAgent(gateway: GatewayEnd): Promise<Agent> {
  const folder = newFolder('linphone');
  const settings = path.join(folder, 'linphonerc');
  const file = path.join(folder, 'tone.wav');
  mkdirSync(path.join(folder, '.local', 'share', 'linphone'), { recursive: true });
  writeFileSync(file, tone());
  writeFileSync(settings, configuration(gateway.port, file));
  const program = startProgram('env', [`HOME=${folder}`, 'linphonec', '--pipe', '-a', '-c', settings], folder);
  const registered = await gateway.next('REGISTER');
  if (!registered) {
    await program.stop('SIGKILL');
    throw new Error(`linphonec does not register: ${program.output().slice(-2000)}`);
  }
  return { uri: uriIn(value(registered, 'Contact')), complaints: () => [], stop: () => program.stop('SIGKILL') };
}

const configuration = (gateway: number, file: string): string =>
  [
    '[sip]',
    'sip_port=-1',
    'sip_tcp_port=0',
    'sip_tls_port=0',
    'default_proxy=0',
    'use_ipv6=0',
    'media_encryption=none',
    'ping_with_options=0',
    '[proxy_0]',
    `reg_proxy=<sip:${HOST}:${gateway}>`,
    `reg_identity=sip:phone@${HOST}`,
    'reg_sendregister=1',
    'reg_expires=3600',
    '[rtp]',
    'audio_rtp_port=-1',
    '[net]',
    'firewall_policy=0',
    '[sound]',
    'use_files=1',
    `local_ring=`,
    `hold_music=${file}`,
    '',
  ].join('\n');
