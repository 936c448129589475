import type { HeaderFact } from '../fact';
import { row } from './row';

/** Headers that are not registered, but that gateways are known to write. */
export const VENDORS: readonly HeaderFact[] = [
  row(
    'X-Asterisk-HangupCause',
    'Normal Clearing',
    'why Asterisk ended the call, in words',
    'Asterisk’s own cause, also where it is another than what the far end said. The number stands in `X-Asterisk-HangupCauseCode`.',
    '',
  ),
  row(
    'X-Asterisk-HangupCauseCode',
    '16',
    'why Asterisk ended the call, as a cause of Q.850',
    '88 and 58 point to codecs or encryption, 16 is a normal end, 38 and 41 are faults of the network or of Asterisk itself.',
    '',
  ),
  row(
    'X-FS-Support',
    'update_display,send_info',
    'what FreeSWITCH accepts beyond the standard',
    'Between two FreeSWITCHes, and a few phones; anybody else passes over it.',
    '',
  ),
  row(
    'P-RTP-Stat',
    'PS=1500,OS=240000,PR=1498,OR=239680,PL=2,JI=3,LA=40',
    'what the sender of this BYE sent and received',
    'Written by Cisco and some phones. Packets sent but none received is one-way audio as that side saw it.',
    '',
    {
      parameters: {
        ps: 'packets sent',
        os: 'bytes sent',
        pr: 'packets received',
        or: 'bytes received',
        pl: 'packets lost',
        ji: 'jitter',
        la: 'round trip, in ms',
        du: 'seconds that the call lasted',
      },
    },
  ),
  row(
    'RTP-RxStat',
    'Dur=30,Pkt=1498,Oct=257656,LatePkt=0,LostPkt=0,AvgJit=0',
    'what a Cisco phone received',
    '`Pkt=0` is audio that did not arrive.',
    '',
  ),
  row('RTP-TxStat', 'Dur=30,Pkt=1500,Oct=258000', 'what a Cisco phone sent', 'To be compared with what the other side received.', ''),
  row(
    'Cisco-Guid',
    '1234567890-1234567890-1234567890-1234567890',
    'Cisco’s name of the call',
    'The same on both legs of a CUBE: what to search for in its log.',
    '',
  ),
  row(
    'X-Twilio-CallSid',
    'CA00000000000000000000000000000000',
    'Twilio’s name of the call',
    'What its console and its support ask for.',
    '',
  ),
];
