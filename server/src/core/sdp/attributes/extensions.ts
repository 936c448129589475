/** RTP header extensions by their URI: what each is for. */
export const EXTENSIONS: Readonly<Record<string, string>> = {
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level': 'loudness of the packet, for who speaks (RFC 6464)',
  'urn:ietf:params:rtp-hdrext:csrc-audio-level': 'loudness of each mixed source (RFC 6465)',
  'urn:ietf:params:rtp-hdrext:toffset': 'time between timestamp and sending (RFC 5450)',
  'urn:ietf:params:rtp-hdrext:ntp-64': 'wall clock time (RFC 6051)',
  'urn:ietf:params:rtp-hdrext:sdes:mid': 'a=mid of the section: tells bundled streams apart (RFC 9143)',
  'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id': 'a=rid of the encoding, for simulcast (RFC 8852)',
  'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id': 'a=rid of the encoding that is repaired (RFC 8852)',
  'urn:ietf:params:rtp-hdrext:encrypt': 'encrypted header extension (RFC 6904)',
  'urn:ietf:params:rtp-hdrext:framemarking': 'where video frames begin and end',
  'urn:3gpp:video-orientation': 'rotation of the picture',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time': 'time of sending, for the bandwidth estimate',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time': 'time of capture',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01':
    'sequence number over all streams, for the bandwidth estimate',
  'http://www.webrtc.org/experiments/rtp-hdrext/transport-wide-cc-02': 'sequence number over all streams, for the bandwidth estimate',
  'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay': 'wanted delay of the playback',
  'http://www.webrtc.org/experiments/rtp-hdrext/video-content-type': 'camera or screen',
  'http://www.webrtc.org/experiments/rtp-hdrext/video-timing': 'times within the video encoder',
  'http://www.webrtc.org/experiments/rtp-hdrext/color-space': 'colours of the video',
  'http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00': 'bit rates of the video layers',
  'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension': 'which frames depend on which',
};
