import { addressText } from '../../call/hops';
import { list } from '../support';
import type { Rule } from '../types';
import { CALLER, exampleCapture, examplePhoneAudio, exampleTurn, HEALTHY_WEB_CALL } from './example';
import { count } from './support';
import { turnClients } from './turn';

export const turnUnreachable: Rule = {
  id: 'media/turn-unreachable',
  title: 'The TURN server does not answer',
  severity: 'warning',
  references: [
    { rfc: 8656, section: '7.1' },
    { rfc: 8489, section: '6.2.1' },
  ],
  explanation:
    'A browser asks its TURN server for a relayed address (Allocate). Here the server did not answer at all: its address or port is wrong, or a firewall drops UDP to it. With `iceTransportPolicy: "relay"` the browser then has no candidate, and some programs wait for candidates and never send the INVITE.',
  quiet: 'It is quiet where another TURN server gave an address, and where ICE found a path without one.',
  bad: exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER),
    answer: examplePhoneAudio({ host: '203.0.113.10', port: 30000 }),
    flows: [exampleTurn({ answered: 0 })],
  }),
  good: HEALTHY_WEB_CALL,
  cures: [],
  checkTrace: trace => {
    const silent = turnClients(trace)
      .filter(client => !client.works && client.servers.every(({ to, back }) => to.answered === 0 && back === undefined))
      .flatMap(client => client.servers.map(({ to }) => to));
    if (silent.length === 0) return undefined;
    const asked = silent.reduce((sum, one) => sum + one.requests.reduce((all, [, number]) => all + number, 0), 0);
    const [first] = silent;
    return `${silent.length === 1 ? 'The TURN server' : 'The TURN servers'} ${list([...new Set(silent.map(one => addressText(one.destination)))])} did not answer ${count(asked, 'request')} of ${addressText(first!.source)} (frames ${first!.frames[0]}–${first!.frames[1]}). Without a relayed address a browser that may use only relays has no candidate: the call stays silent, or the INVITE is never sent.`;
  },
};
