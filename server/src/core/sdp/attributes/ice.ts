import type { SdpFact } from '../fact';
import type { GatewaySettings } from '../../sip/fact';

const WITH_ICE: GatewaySettings = {
  rtpengine: ['ICE=force'],
  asterisk: ['webrtc=yes', 'ice_support=yes'],
  freeswitch: ['media_webrtc=true'],
};
const WITHOUT_ICE: GatewaySettings = { rtpengine: ['ICE=remove'], asterisk: ['ice_support=no'], freeswitch: ['ignore_sdp_ice=true'] };

const NEEDED = { text: 'A browser refuses a description without ICE.', settings: WITH_ICE };
const NOT_NEEDED = { text: 'A plain phone ignores ICE, so the line is of no use here. A secure trunk may use it.', settings: WITHOUT_ICE };

/** Attributes of ICE: how the two sides find a path for the media. */
export const ICE: readonly SdpFact[] = [
  {
    name: 'candidate',
    example: 'a=candidate:1 1 udp 2130706431 192.0.2.1 49170 typ host',
    title: 'ICE candidate, an address at which media may be received',
    explanation: 'Both sides try the pairs of candidates with STUN checks and use the best pair that works.',
    reference: { rfc: 8839, section: '5.1' },
    browser: {
      text: 'The gateway needs a candidate that the browser can reach. The browser’s own are often private or `.local`; that does no harm as long as the browser can reach the gateway.',
      settings: {
        rtpengine: ['ICE=force'],
        asterisk: ['ice_support=yes', 'external_media_address'],
        freeswitch: ['apply-candidate-acl', 'ext-rtp-ip'],
      },
    },
    sip: NOT_NEEDED,
    parts: {
      foundation: 'foundation: the same for candidates of one type, base address, server and protocol',
      component: 'component: 1 is RTP, 2 is RTCP',
      transport: 'transport of the candidate',
      priority: 'priority: the higher is tried first',
      ip: 'address of the candidate',
      port: 'port of the candidate',
      type: 'type of the candidate',
      raddr: 'related address: the local address behind this candidate; for a relay, what the TURN server saw',
      rport: 'related port',
      tcptype: 'who connects',
      generation: 'generation: counts ICE restarts; written by libwebrtc, ignored by others',
      'network-id': 'number of the network interface; written by libwebrtc, ignored by others',
      'network-cost': 'cost of the network, 0 to 999: higher for mobile; written by libwebrtc, ignored by others',
      ufrag: 'ice-ufrag to which the candidate belongs',
    },
  },
  {
    name: 'ice-ufrag',
    example: 'a=ice-ufrag:F7gI',
    title: 'ICE user name fragment',
    explanation:
      '4 to 256 characters. A STUN check carries the ufrags of both sides. A new ufrag and pwd in a later offer is an ICE restart.',
    reference: { rfc: 8839, section: '5.4' },
    browser: NEEDED,
    sip: NOT_NEEDED,
    parts: { iceUfrag: 'user name of the STUN checks' },
  },
  {
    name: 'ice-pwd',
    example: 'a=ice-pwd:x9cml/YzichV2+XlhiMu8g',
    title: 'ICE password',
    explanation: '22 to 256 characters. It signs the STUN checks that are sent to this side.',
    reference: { rfc: 8839, section: '5.4' },
    browser: NEEDED,
    sip: NOT_NEEDED,
    parts: { icePwd: 'password of the STUN checks' },
  },
  {
    name: 'ice-options',
    example: 'a=ice-options:trickle ice2',
    title: 'ICE options',
    explanation:
      '`trickle`: candidates may follow later. `ice2`: RFC 8445, without aggressive nomination. `renomination`: an extension of libwebrtc.',
    reference: { rfc: 8839, section: '5.6' },
    sip: { text: 'A phone does not accept candidates that follow later.', settings: WITHOUT_ICE },
    settings: { rtpengine: ['trickle-ICE'] },
    parts: { option: 'an ICE option' },
  },
  {
    name: 'ice-lite',
    example: 'a=ice-lite',
    title: 'this side only answers STUN checks',
    explanation:
      'Right for a gateway with a public address. The other side then checks and decides. When both sides are lite, nobody checks.',
    reference: { rfc: 8839, section: '5.3' },
    settings: { rtpengine: ['ICE-lite=off'], freeswitch: ['ice_lite=false'] },
  },
  {
    name: 'ice-mismatch',
    example: 'a=ice-mismatch',
    title: 'ICE is not used: the default address is not a candidate',
    explanation: 'Something on the path, such as an ALG or a session border controller, changed c= or the port but not the candidates.',
    reference: { rfc: 8839, section: '5.3' },
  },
  {
    name: 'ice-pacing',
    example: 'a=ice-pacing:50',
    title: 'milliseconds between STUN checks',
    explanation: 'The larger value of the two sides is used; 50 is the default.',
    reference: { rfc: 8839, section: '5.5' },
  },
  {
    name: 'remote-candidates',
    example: 'a=remote-candidates:1 192.0.2.2 54400',
    title: 'the other side’s candidates that were chosen',
    explanation: 'In a later offer of the controlling side: component, address and port.',
    reference: { rfc: 8839, section: '5.2' },
    parts: {
      component: 'component: 1 is RTP, 2 is RTCP',
      address: 'address of the chosen remote candidate',
      port: 'port of the chosen remote candidate',
    },
  },
  {
    name: 'end-of-candidates',
    example: 'a=end-of-candidates',
    title: 'no more candidates will follow',
    explanation: 'Without it a side that trickles may send more candidates later.',
    reference: { rfc: 8840 },
    sip: NOT_NEEDED,
  },
];
