import type { Message } from '../../call/types';
import { cryptosIn, showsKey } from '../../sdp/crypto';
import { rtpSections } from '../support';
import { finding, type Rule } from '../types';
import { exampleSdesCall } from './example';

export const keysInClear: Rule = {
  id: 'srtp/keys-in-clear',
  title: 'SDES keys in unencrypted SIP',
  severity: 'info',
  references: [{ rfc: 4568, section: '8.3' }],
  explanation:
    'With SDES the keys of the media stand in the SDP. Where SIP itself is not encrypted (UDP, TCP), whoever sees the SIP can decrypt the call, so the encryption protects against nobody on the way. SIP over TLS keeps the keys to the two neighbours. Mind that the trace shows the keys as well: with it, recorded media of this call can be decrypted.',
  quiet:
    'It is said once a call, and only where Via or the log names a transport without encryption. It is quiet for WebSocket, whose encryption often ends at a server before the one that wrote the log, and where the keys were taken out of the trace. A VPN or IPsec below SIP does not show in a trace.',
  bad: exampleSdesCall(),
  good: exampleSdesCall().replaceAll('SIP/2.0/UDP', 'SIP/2.0/TLS'),
  cures: [],
  checkCall: function* (call) {
    for (const one of call.descriptions) {
      const transport = transportOf(one.message);
      if (transport === undefined || !/^(UDP|TCP|SCTP)$/.test(transport)) continue;
      const first = rtpSections(one.sdp).flatMap(cryptosIn).find(showsKey);
      if (!first) continue;
      yield finding(keysInClear, {
        message: one.message,
        span: first.line.span,
        text: `The key of the media stands here in SIP over ${transport}, which is not encrypted: whoever sees it, or has this trace, can decrypt the call. Use TLS for SIP that carries SDES keys.`,
        leg: one.leg,
        side: one.side,
      });
      return;
    }
  },
};

/** The transport of a message on its own hop. A log may have seen it behind the end of TLS, so Via comes first. */
const transportOf = ({ via, envelope }: Message): string | undefined => via?.transport ?? envelope.transport;
