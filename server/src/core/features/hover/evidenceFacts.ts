import type { Reference } from '../../sip/fact';
import { type Fields, keyOf, type Kind, type Of } from '../../trace/evidence/fields';

/** What a line is about and what each of its keys says, for somebody who looks for the reason of a silent call. */
interface LineFact<K extends Kind> {
  readonly title: string;
  readonly explanation: string;
  readonly reference?: Reference;
  readonly keys: { readonly [P in keyof Fields<Of<K>>]: string };
}

const oneWay = {
  packets: 'Packets of this kind that were seen in this direction.',
  first: 'When the first of them was captured.',
  last: 'When the last of them was captured.',
  frames: 'Numbers of the first and the last frame, as Wireshark counts them; frames of other flows lie between.',
};

const FACTS: { readonly [K in Kind]: LineFact<K> } = {
  capture: {
    title: 'The capture that this text was read from',
    explanation:
      'What is to be known of the whole file before its evidence is trusted: where packets are cut or missing, what is not seen may still have been on the wire. A count that is not written is 0.',
    keys: {
      file: 'Name of the file.',
      form: 'Format of the file; `text` where it is what a tool printed of packets or messages.',
      converted: 'The tool whose output this text was converted from.',
      frames: 'Packets in the file.',
      first: 'When its first packet was captured.',
      last: 'When its last packet was captured.',
      media:
        'UDP packets of media in the file: STUN, DTLS, RTP and RTCP. Where there is none, the capture was taken of the signalling alone, and that no media is seen proves nothing.',
      interfaces: 'Interfaces that the file has packets of.',
      cut: 'Packets that the snap length cut: capture with `tcpdump -s 0` to have them whole.',
      duplicates:
        'Packets that are the same as one just before, as in a capture of several interfaces or of a mirror port. They were not counted again.',
      unsorted: 'Packets that are older than the one before them by more than a millisecond.',
      unread: 'Packets of link types, IP protocols or encapsulations that are not read.',
      missingFragments: 'IP packets of which a fragment is missing: a large INVITE over UDP may be among them.',
      gaps: 'TCP streams in which bytes are missing: a message there may be missing or cut.',
      encrypted: 'TCP streams of TLS: SIP in them cannot be seen.',
      decryptable: 'Of these, streams whose keys the capture holds: Wireshark shows what is in them.',
      compressed: 'Packets with SIP that SigComp has compressed (RFC 3320); they are not read.',
      problems: 'What the file itself has wrong, or what was skipped, each with its place.',
    },
  },
  message: {
    title: 'How the message below travelled',
    explanation: 'What the text of a message cannot tell: its packets, its transport and its length on the wire.',
    keys: {
      frames: 'Numbers of the frames that the message came in, as Wireshark counts them.',
      transport: 'The transport that was seen on the wire, whatever the Via says.',
      bytes: 'Bytes of the message on the wire.',
      range:
        'Where the message begins and ends in its first frame, in bytes from 0. Missing where it was put together from several frames, masked or compressed: what a browser sends over a WebSocket is always masked.',
      lineEnds: 'Line ends on the wire; CRLF, which SIP demands, is not said. `mixed` is more than one kind.',
      cut: 'Bytes at the end of the message that were not captured.',
      hep: 'A HEP packet of a capture agent told of this message: its addresses and its time are those that the agent gave.',
    },
  },
  stun: {
    title: 'STUN Binding: ICE connectivity checks in one direction',
    explanation:
      'With ICE nothing else flows before checks are answered. Checks that are sent and never answered mean that the address is not reachable, that a firewall drops them, or that the other side has other credentials.',
    reference: { rfc: 8445, section: '7' },
    keys: {
      ...oneWay,
      requests: 'Binding requests in this direction.',
      answered: 'How many of these requests got a success response from the other side.',
      lastAnswered: 'When the last request that was answered was sent. Consent to send ends 30 seconds after the last answer (RFC 7675).',
      successes: 'Success responses that went in this direction.',
      errors: 'Error responses that went in this direction, as code and count. 401 is wrong credentials, 487 a conflict of the ICE roles.',
      nominating: 'Requests with USE-CANDIDATE: the controlling side chooses this pair of addresses for media.',
      controlling: 'Requests of a sender that takes itself for the controlling side.',
      controlled: 'Requests of a sender that takes itself for the controlled side. Two controlled sides never nominate a pair.',
      username: 'USERNAME of the requests: the `a=ice-ufrag` of the receiver, a colon, and that of the sender.',
      integrity: 'Whether MESSAGE-INTEGRITY of the requests was made with the `a=ice-pwd` of the receiver, as its SDP has it.',
    },
  },
  dtls: {
    title: 'DTLS: the handshake that gives SRTP its keys',
    explanation:
      'The active side of `a=setup` sends the ClientHello. Without a ServerHello the other side does not listen or is not reached; an alert right behind a certificate often means that its fingerprint is not that of the SDP.',
    reference: { rfc: 5764, section: '4' },
    keys: {
      ...oneWay,
      clientHellos: 'ClientHellos in this direction, repetitions counted once: the sender is the DTLS client, `a=setup:active`.',
      serverHellos: 'ServerHellos in this direction: the sender is the DTLS server, `a=setup:passive`.',
      version: 'DTLS version of the hello.',
      srtpProfiles: 'SRTP protection profiles that the hello offers or chooses (use_srtp). Without one there is no SRTP.',
      certificates: 'Hash of the certificate that was sent: it has to be the `a=fingerprint` of the sender’s SDP.',
      finished: 'The sender came to the end of its handshake: encrypted handshake messages were seen.',
      repeated: 'Handshake messages that were sent again, since no answer came.',
      alerts: 'Alerts that the sender sent: why it gave up. Later ones are encrypted and cannot be read.',
      applicationData: 'Records of application data: a data channel, for SRTP itself is no DTLS record.',
    },
  },
  rtp: {
    title: 'RTP: one stream in one direction',
    explanation:
      'Encrypted or not, the header of RTP is in the clear. A stream in one direction without one in the other is one-way audio as the capture’s place sees it.',
    reference: { rfc: 3550, section: '5.1' },
    keys: {
      ...oneWay,
      ssrc: 'The number that tells this stream from others of the same sender.',
      payloadTypes:
        'Payload types, most used first: type, packets, and the commonest length of the payload in bytes. The receiver’s `a=rtpmap` lines say which codec a type is.',
      lost: 'Packets that are missing in the capture by their sequence numbers; the receiver may have lost others.',
      jitter:
        'How unevenly the packets arrived at the place of the capture, in microseconds (RFC 3550 section 6.4.1). A jitter buffer of a phone bears some 50 ms.',
      digits: 'DTMF digits that were sent as telephone-events (RFC 4733).',
    },
  },
  rtcp: {
    title: 'RTCP: reports on RTP',
    explanation: 'Reports of what was sent and received. It flows on the port of RTP with `a=rtcp-mux`, else on a port of its own.',
    reference: { rfc: 3550, section: '6' },
    keys: {
      ...oneWay,
      types:
        'RTCP packets by type, as type and count: 200 sender report, 201 receiver report, 202 source description, 203 BYE, 205 and 206 feedback, 207 extended report.',
    },
  },
  turn: {
    title: 'TURN: media over a relay',
    explanation:
      'A client asks a server for a relayed address and lets media flow through it. Without a permission for its address the other side is not heard.',
    reference: { rfc: 8656 },
    keys: {
      ...oneWay,
      requests: 'Requests in this direction, as method and count.',
      answered: 'How many of these requests were answered at all.',
      successes: 'Success responses in this direction, as method and count.',
      errors:
        'Error responses in this direction, as code and count. The first allocation is always refused with 401, so that the client learns what to sign.',
      relayed: 'The address that the server gave: the `typ relay` candidate of the client.',
      relayedPackets: 'Send and Data indications and ChannelData: packets of media on their way through the relay.',
    },
  },
  icmp: {
    title: 'ICMP: a packet could not be delivered',
    explanation:
      'The first address reports it to the second one, which had sent the packet. A port that is unreachable means that the host is up and nothing listens there.',
    keys: {
      ...oneWay,
      error: 'What is reported.',
      quoted: 'The packet that could not be delivered: transport, from where, to where.',
    },
  },
  udp: {
    title: 'UDP of no known kind',
    explanation:
      'It flows between addresses of the call, and is neither STUN, DTLS, RTP nor RTCP: T.38 fax (UDPTL), ZRTP, keep-alives or garbage.',
    keys: { ...oneWay, bytes: 'Bytes of payload in all.', looks: 'What the packets look like.' },
  },
  description: {
    title: 'A description as a browser was given it',
    explanation:
      'The description below was set on a peer connection of the browser, which keeps a record of it (chrome://webrtc-internals). Candidates that the browser found later, or that were added, stand at the end of its sections.',
    reference: { rfc: 9429, section: '4.1' },
    keys: {
      set: '`local`: what the browser says of itself. `remote`: what it was told of the other side, mostly by the gateway.',
      type: 'Offer, answer or provisional answer.',
      time: 'When it was set.',
      connection: 'The peer connection, as the browser numbers it.',
      result: 'Whether the browser took it.',
      error: 'Why the browser did not take it, in its own words.',
      cut: 'The dump ends within the description: nothing in it is missed.',
    },
  },
  gathering: {
    title: 'The search for ICE candidates',
    explanation:
      'The browser asks its network for addresses (host), STUN servers for its public address (srflx) and TURN servers for a relay (relay). Programs that do not trickle wait for the end of the search before they send the INVITE.',
    reference: { rfc: 8445, section: '5.1.1' },
    keys: {
      state: 'How far the search came: `complete` is its end.',
      first: 'When it began.',
      last: 'When it was complete; else when the record ends.',
      candidates: 'Candidates that were found, as type and count.',
      servers: 'STUN and TURN servers that the page named.',
      policy: '`relay`: the page allows only relayed candidates, so without a TURN server that works there is none.',
    },
  },
  failure: {
    title: 'A STUN or TURN server failed',
    explanation:
      'What the browser says of a server that it asked for a candidate. That single servers fail on single networks is common; it counts where the call then finds no path.',
    reference: { rfc: 8489, section: '14.8' },
    keys: {
      url: 'The server.',
      code: 'The error code of STUN or TURN: 401 is a wrong user name or password. 701 is the browser’s own: the server was not reached.',
      text: 'What the server, or the browser, says of it.',
      count: 'How often it failed like this, mostly once for each network of the machine.',
      time: 'When it failed first.',
    },
  },
  ice: {
    title: 'ICE of the connection, as the browser saw it',
    explanation: 'Without `connected` the browser found no path for the media to the other side.',
    reference: { rfc: 8445, section: '7' },
    keys: {
      states: 'The states that ICE went through, in order.',
      first: 'When the first of them began.',
      connected: 'When it was connected first.',
      last: 'When the connection was closed, or the record ends.',
    },
  },
  pair: {
    title: 'A pair of candidates that the browser tried',
    explanation: 'What became of it by the end of the record.',
    reference: { rfc: 8445, section: '6.1.2' },
    keys: {
      types: 'Types of the browser’s candidate and of the other one: host, srflx, prflx or relay.',
      local: 'Address of the browser’s candidate; missing where the browser hides it.',
      remote: 'Address of the other candidate.',
      protocol: 'Transport of the browser’s candidate.',
      state: 'As the browser calls it; only a pair that `succeeded` works.',
      nominated: 'This pair was chosen for media.',
      requests: 'Checks that the browser sent.',
      answered: 'How many of them were answered.',
    },
  },
  transport: {
    title: 'A DTLS transport of the browser',
    explanation: 'The handshake gives SRTP its keys. Until it is `connected` the browser sends and plays nothing.',
    reference: { rfc: 5763, section: '5' },
    keys: {
      dtls: 'The states that DTLS went through, in order.',
      role: 'The role of the browser: a `client` sends the ClientHello, a `server` waits for it.',
      cipher: 'The protection profile of SRTP that was agreed.',
      sent: 'Packets that the browser sent, DTLS and media together.',
      received: 'Packets that it received.',
      first: 'When its statistics begin.',
      last: 'When they end.',
    },
  },
  stream: {
    title: 'An RTP stream as the browser counted it',
    explanation: 'What the browser itself sent, or received and could decrypt.',
    reference: { rfc: 3550, section: '6.4' },
    keys: {
      direction: '`in`: received by the browser. `out`: sent by it.',
      media: 'Audio or video.',
      codec: 'The codec that was used last.',
      packets: 'Packets in all.',
      lost: 'Packets that were lost on the way to the browser.',
      first: 'When its statistics begin.',
      last: 'When they end.',
    },
  },
};

/** A line as a hover shows it, its keys as they are written. */
export interface EvidenceFact {
  readonly title: string;
  readonly explanation: string;
  readonly reference?: Reference;
  readonly keys: ReadonlyMap<string, string>;
}

/** What is to be said of the lines, by their words. */
export const EVIDENCE_FACTS: ReadonlyMap<string, EvidenceFact> = new Map(
  Object.entries(FACTS).map(([word, { title, explanation, reference, keys }]: [string, LineFact<Kind>]): [string, EvidenceFact] => [
    word,
    { title, explanation, reference, keys: new Map(Object.entries<string>(keys).map(([property, text]) => [keyOf(property), text])) },
  ]),
);
