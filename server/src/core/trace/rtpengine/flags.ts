/** A flag of an offer or answer, as a proxy's script writes it, and what it does in a sentence. */
interface KnownFlag {
  readonly flag: string;
  readonly meaning: string;
}

const known = (flag: string, meaning: string): KnownFlag => ({ flag, meaning });

/**
 * What RTPEngine can be asked for in `offer` and `answer`, from its documentation (docs/ng_control_protocol.md) and from the words that
 * its daemon looks for (daemon/call_flags.c), in the form of `asWritten`. Upper and lower case count. What ends with `=` or `-` takes a
 * value that is not looked at.
 */
const FLAGS: readonly KnownFlag[] = [
  known('RTP/AVP', 'Plain RTP in the SDP that comes out.'),
  known('RTP/AVPF', 'Plain RTP with the feedback profile in the SDP that comes out.'),
  known('RTP/SAVP', 'SRTP with keys in the SDP (SDES) in the SDP that comes out.'),
  known('RTP/SAVPF', 'SRTP with the feedback profile in the SDP that comes out.'),
  known('UDP/TLS/RTP/SAVP', 'DTLS-SRTP without the feedback profile in the SDP that comes out.'),
  known('UDP/TLS/RTP/SAVPF', 'DTLS-SRTP as browsers want it in the SDP that comes out.'),
  known('accept', 'Takes another profile in the answer than the one that was offered.'),
  known('webrtc', 'All that a browser needs in one word: DTLS-SRTP, ICE, rtcp-mux, mid.'),
  known('ICE=remove', 'Takes every ICE line out, as for a phone.'),
  known('ICE=force', 'Puts own ICE lines in place of those that came in, as for a browser.'),
  known('ICE=default', 'Own ICE lines where ICE came in, else none.'),
  known('ICE=optional', 'Own ICE lines where none came in, else one more candidate of low priority.'),
  known('ICE=force-relay', 'Leaves the candidates and adds itself as a relay; c= and m= stay as they were.'),
  known('ICE=trickle', 'Says that candidates may follow later.'),
  known('ICE=ice2', 'Says ice2 in a=ice-options.'),
  known('ICE=ICE2', 'Says ice2 in a=ice-options.'),
  known('ICE=lite', 'ICE-lite towards the side that the SDP goes to.'),
  known('ICE=no-lite', 'Full ICE on both sides.'),
  known('ICE=lite-', 'Which side is spoken to in ICE-lite.'),
  known('ICE-lite=off', 'Full ICE on both sides.'),
  known('ICE-lite=forward', 'ICE-lite towards the side that the offer goes to.'),
  known('ICE-lite=backward', 'ICE-lite towards the side that the offer came from.'),
  known('ICE-lite=both', 'ICE-lite on both sides.'),
  known('ICE-lite=', 'Which side is spoken to in ICE-lite.'),
  known('DTLS=off', 'Neither offers nor takes DTLS-SRTP.'),
  known('DTLS=no', 'Neither offers nor takes DTLS-SRTP.'),
  known('DTLS=disable', 'Neither offers nor takes DTLS-SRTP.'),
  known('DTLS=disabled', 'Neither offers nor takes DTLS-SRTP.'),
  known('DTLS=passive', 'Waits for the side that the SDP goes to to begin the DTLS handshake.'),
  known('DTLS=active', 'Begins the DTLS handshake itself, with the side that the SDP goes to.'),
  known('DTLS-reverse=passive', 'Waits for the side that made the offer to begin the DTLS handshake.'),
  known('DTLS-reverse=active', 'Begins the DTLS handshake with the side that made the offer.'),
  known('SDES-off', 'Offers no a=crypto.'),
  known('SDES-no', 'Offers no a=crypto.'),
  known('SDES-disable', 'Offers no a=crypto.'),
  known('SDES-disabled', 'Offers no a=crypto.'),
  known('SDES-pad', 'Leaves the = at the end of the keys in a=crypto.'),
  known('SDES-static', 'Keeps the keys of before in a re-INVITE.'),
  known('SDES-nonew', 'Adds no crypto suites of its own.'),
  known('SDES-lifetime', 'Adds the lifetime 2^31 to each key.'),
  known('SDES-prefer', 'Prefers SDES to DTLS-SRTP where both are offered.'),
  known('SDES-priority', 'Prefers SDES to DTLS-SRTP where both are offered.'),
  known('SDES-unencrypted_srtp', 'Offers SRTP without encryption.'),
  known('SDES-unencrypted_srtcp', 'Offers SRTCP without encryption.'),
  known('SDES-unauthenticated_srtp', 'Offers SRTP without authentication.'),
  known('SDES-encrypted_srtp', 'Does not pass on the offer of SRTP without encryption.'),
  known('SDES-encrypted_srtcp', 'Does not pass on the offer of SRTCP without encryption.'),
  known('SDES-authenticated_srtp', 'Does not pass on the offer of SRTP without authentication.'),
  known('OSRTP-offer', 'Offers RTP/AVP with keys, to be encrypted if the other side can.'),
  known('OSRTP-offer-legacy', 'Offers each section twice, once plain and once encrypted.'),
  known('OSRTP-accept', 'Takes RTP/AVP with keys as an encrypted offer.'),
  known('OSRTP-accept-RFC', 'Takes RTP/AVP with keys as an encrypted offer.'),
  known('OSRTP-accept-legacy', 'Takes an offer that has each section twice.'),
  known('rtcp-mux-offer', 'Offers rtcp-mux, whether it came in or not.'),
  known('rtcp-mux-require', 'Offers rtcp-mux and no port for RTCP of its own, as for a browser.'),
  known('rtcp-mux-demux', 'Takes rtcp-mux from the side that offers it and does not offer it to the other, as for a phone.'),
  known('rtcp-mux-accept', 'Takes rtcp-mux and offers it to the other side too.'),
  known('rtcp-mux-reject', 'Does not take rtcp-mux.'),
  known('BUNDLE-offer', 'Offers BUNDLE.'),
  known('BUNDLE-require', 'Offers BUNDLE as if the other side had already taken it.'),
  known('BUNDLE-strict', 'Offers BUNDLE with one port for all sections.'),
  known('BUNDLE-accept', 'Takes BUNDLE.'),
  known('BUNDLE-reject', 'Does not take BUNDLE.'),
  known('replace-origin', 'Puts its own address into o=.'),
  known('replace-origin-full', 'Writes the whole o= line anew.'),
  known('replace-session-connection', 'Puts its own address into the c= line of the session. Newer versions always do.'),
  known('replace-session-name', 'Keeps s= the same towards one side.'),
  known('replace-sdp-version', 'Counts the version in o= itself.'),
  known('replace-username', 'Keeps the user in o= the same towards one side.'),
  known('replace-zero-address', 'Puts its own address in place of 0.0.0.0.'),
  known('replace-force-increment-sdp-ver', 'Raises the version in o= each time.'),
  known('trust-address', 'Takes the media address from the SDP.'),
  known('SIP-source-address', 'Takes the media address from where the SIP message came from, not from the SDP.'),
  known('generate-mid', 'Adds a=mid where there is none.'),
  known('strip-extmap', 'Takes a=extmap out.'),
  known('trickle-ICE', 'Says that candidates may follow later.'),
  known('reject-ICE', 'Does not take the ICE that was offered.'),
  known('reset', 'Forgets what it learned of the side that the offer goes to: whether it speaks ICE, SRTP.'),
  known('asymmetric', 'Does not learn where media comes from.'),
  known('symmetric', 'Learns where media comes from, which it does anyway.'),
  known('strict-source', 'Drops media from another address than the learned one.'),
  known('media-handover', 'Follows media that comes from another address.'),
  known('port-latching', 'Keeps its ports when the other side changes its own.'),
  known('no-port-latching', 'Changes its ports when the other side changes its own.'),
  known('NAT-wait', 'Sends no media before some came in.'),
  known('pierce-NAT', 'Sends empty packets to open a way through a NAT.'),
  known('no-rtcp-attribute', 'Writes no a=rtcp.'),
  known('full-rtcp-attribute', 'Writes a=rtcp with an address.'),
  known('original-sendrecv', 'Leaves the direction (a=sendrecv and the like) as it came in.'),
  known('loop-protect', 'Leaves an SDP alone that it has rewritten already.'),
  known('always-transcode', 'Transcodes to the first codec on each side.'),
  known('allow-transcoding', 'Transcodes codecs that an answer did not take.'),
  known('force-transcoding', 'Transcodes also what both sides speak.'),
  known('single-codec', 'Leaves one codec in an answer.'),
  known('static-codecs', 'Does not change codecs while the call runs.'),
  known('reuse-codecs', 'Does not let codecs change while the call runs.'),
  known('no-codec-renegotiation', 'Does not let codecs change while the call runs.'),
  known('allow-asymmetric-codecs', 'Lets each direction have its own codec.'),
  known('allow-asymmetric-codec', 'Lets each direction have its own codec.'),
  known('static-codec', 'Does not change codecs while the call runs.'),
  known('asymmetric-codecs', 'No longer does anything.'),
  known('symmetric-codecs', 'No longer does anything.'),
  known('reorder-codecs', 'No longer does anything.'),
  known('allow-no-codec-media', 'Lets a section be without codecs.'),
  known('allow-no-codec-medias', 'Lets a section be without codecs.'),
  known('allow-empty-codec-media', 'Lets a section be without codecs.'),
  known('allow-empty-codec-medias', 'Lets a section be without codecs.'),
  known('pad-crypto', 'Leaves the = at the end of the keys in a=crypto.'),
  known('no-tls-id', 'Writes no a=tls-id.'),
  known('record-call', 'Records the call.'),
  known('discard-recording', 'Throws the recording away.'),
  known('exclude-recording', 'Does not record this party.'),
  known('recording-announcement', 'Plays an announcement before a recording.'),
  known('recording-vsc', 'Lets digits begin and end a recording.'),
  known('skip-recording-db', 'Writes no recording into the database.'),
  known('skip-recording-database', 'Writes no recording into the database.'),
  known('generate-RTCP', 'Writes RTCP itself.'),
  known('mirror-RTCP', 'Sends RTCP back to the source as well.'),
  known('inject-DTMF', 'Makes ready to play digits.'),
  known('detect-DTMF', 'Looks for digits in the audio.'),
  known('block-DTMF', 'Does not pass digits on.'),
  known('block-egress', 'Blocks what goes out.'),
  known('block-short', 'Drops packets that are too short.'),
  known('block-shorts', 'Drops packets that are too short.'),
  known('block-short-packets', 'Drops packets that are too short.'),
  known('early-media', 'Plays audio before the answer.'),
  known('audio-player', 'Plays all audio itself.'),
  known('no-audio-player', 'Does not play audio itself.'),
  known('no-player', 'Does not play audio itself.'),
  known('player', 'Plays all audio itself.'),
  known('passthrough', 'Passes media on unread.'),
  known('no-passthrough', 'Does not pass media on unread.'),
  known('no-jitter-buffer', 'Uses no jitter buffer.'),
  known('no-redis-update', 'Writes nothing into Redis.'),
  known('new-branch', 'Takes the offer for another branch of the call.'),
  known('directional', 'Looks for the party by its tag only.'),
  known('unidirectional', 'Hands media that flows one way to the kernel too.'),
  known('bidirectional', 'Works on both directions.'),
  known('egress', 'Works on what goes out.'),
  known('siprec', 'Writes an SDP for a SIPREC server.'),
  known('fragment', 'Takes a part of an SDP (trickle ICE).'),
  known('fatal', 'Answers with an error where it would warn.'),
  known('fast', 'Answers at once.'),
  known('debug', 'Logs this call in full.'),
  known('debugging', 'Logs this call in full.'),
  known('recrypt', 'Decrypts and encrypts SRTP anew.'),
  known('provisional', 'Takes the answer for one that is not final.'),
  known('mix', 'Mixes audio.'),
  known('mixed', 'Mixes audio.'),
  known('inactive', 'Offers a subscription without media.'),
  known('unsubscribe', 'Ends a subscription.'),
  known('all', 'Works on all parties.'),
  known('to-tag', 'Sends the To tag along.'),
  known('to_tag', 'Sends the To tag along.'),
  known('force', 'A word of the older rtpproxy; it does nothing here.'),
  known('internal', 'The inner interface.'),
  known('external', 'The outer interface.'),
  known('codec-mask-', 'Does not offer the codec, and transcodes from it. Codec names count upper and lower case.'),
  known('codec-strip-', 'Takes the codec out. Codec names count upper and lower case.'),
  known('codec-transcode-', 'Adds the codec and transcodes where it is chosen.'),
  known('transcode-', 'Adds the codec and transcodes where it is chosen.'),
  known('codec-offer-', 'Offers this codec of those that came in, in this order.'),
  known('codec-except-', 'Leaves this codec in where all others are taken out.'),
  known('codec-accept-', 'Takes the codec although the other side does not, and transcodes.'),
  known('codec-consume-', 'As codec-mask, and transcodes in any case.'),
  known('codec-ignore-', 'Leaves the codec out of transcoding.'),
  known('codec-set-', 'Sets options of a codec, such as its bitrate.'),
  known('SDES-no-', 'Leaves out this crypto suite.'),
  known('SDES-only-', 'Offers this crypto suite only.'),
  known('SDES-order:', 'Offers the crypto suites in this order.'),
  known('SDES-offerer_pref:', 'Which crypto suites to take of an offer.'),
  known('sdp-attr-', 'Adds, removes or changes attribute lines.'),
  known('endpoint-learning-', 'How it learns where media comes from.'),
  known('from-tags-', 'Chooses parties by their tags.'),
  known('T38-', 'Turns fax into audio or back.'),
  known('T.38-', 'Turns fax into audio or back.'),
];

const exact = new Map(FLAGS.map(one => [one.flag, one]));
const beginnings = FLAGS.filter(one => /[-:=]$/.test(one.flag));
/** By what is the same however it is spelt: case, and what joins the words. */
const loose = new Map(FLAGS.map(one => [loosely(one.flag), one]));

function loosely(flag: string): string {
  return flag.toLowerCase().replace(/[-_=]/g, '');
}

/** What a flag does; undefined for one that is not in the documentation. */
export function flagMeaning(flag: string): string | undefined {
  return (exact.get(flag) ?? exact.get(inOtherLetters(flag)) ?? beginnings.find(one => flag.startsWith(one.flag)))?.meaning;
}

/** `reject-ice` and `ICE-reject` are the same to the daemon as `reject-ICE`: it knows an abbreviation in either case. */
function inOtherLetters(flag: string): string {
  const turned = flag.replace(/^(ICE|ice|RTCP|rtcp)-(reject|mirror)$/, '$2-$1');
  return turned
    .replace(/(^|[-=])(ice|nat|dtmf|rfc)(?=$|-)/g, (_, before: string, word: string) => before + word.toUpperCase())
    .replace(/^sip-source/, 'SIP-source')
    .replace(/^(generate|mirror)-rtcp$/, '$1-RTCP')
    .replace(/^(no|full)-RTCP-/, '$1-rtcp-')
    .replace(/^(?:webRTC|WebRTC|WebRtc)$/, 'webrtc')
    .replace(/^SIPREC$/, 'siprec')
    .replace(/^replace-SDP-/, 'replace-sdp-')
    .replace(/^replace-origin_full$/, 'replace-origin-full')
    .replace(/^replace-force-increment-SDP-ver$/, 'replace-force-increment-sdp-ver')
    .replace(/^ICE=force_relay$/, 'ICE=force-relay')
    .replace(/^SDES-(?:UN)?(?:ENCRYPTED|AUTHENTICATED)_SRTCP?$/, word => `SDES${word.slice(4).toLowerCase()}`);
}

/** The known flag that a misspelt one was meant for: in other letters, or one letter away (two in a long word). */
export function nearestFlag(flag: string): string | undefined {
  const plain = loosely(flag);
  const same = loose.get(plain);
  if (same) return same.flag;
  if (plain.length < 5 || plain.length > 40) return undefined;
  const most = plain.length > 9 ? 2 : 1;
  let best: string | undefined;
  let least = most + 1;
  for (const [other, one] of loose) {
    if (Math.abs(other.length - plain.length) > most || other[0] !== plain[0] || /[-:=]$/.test(one.flag)) continue;
    const far = distance(plain, other);
    if (far < least) [least, best] = [far, one.flag];
  }
  return best;
}

/** Letters to insert, delete, change or swap with their neighbour to make one word of the other. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
