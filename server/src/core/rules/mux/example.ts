import { EXAMPLE_BROWSER_LINES, EXAMPLE_FINGERPRINT, exampleCall, exampleSdp } from '../example';

/** A browser's description with a BUNDLE group; the first section is audio, further ones are video. */
export function bundledBrowser(
  group: string,
  mids: readonly string[],
  change: (lines: string[], index: number) => string[] = same,
): string[] {
  const [v, o, s, c, t, ...media] = exampleSdp(
    ...mids.flatMap((mid, index) => change([...(index === 0 ? AUDIO : VIDEO), `a=mid:${mid}`, 'a=setup:actpass'], index)),
  );
  return [v!, o!, s!, c!, t!, ...(group === '' ? [] : [`a=group:BUNDLE ${group}`]), ...media];
}

const same = (lines: string[]): string[] => lines;

const AUDIO = ['m=audio 49170 UDP/TLS/RTP/SAVPF 111 0', ...EXAMPLE_BROWSER_LINES];
const VIDEO = [
  'm=video 49170 UDP/TLS/RTP/SAVPF 96',
  'a=ice-ufrag:lOUe',
  'a=ice-pwd:Zm06Jtrp72t7iOXQTq4McovB',
  EXAMPLE_FINGERPRINT,
  'a=rtcp-mux',
  'a=rtpmap:96 VP8/90000',
];

/** The same as an answer of the other side. */
export const answeredBrowser = (lines: readonly string[]): string[] =>
  lines.map(line =>
    line
      .replace('lOUe', 'q7Gd')
      .replace('Zm06Jtrp72t7iOXQTq4McovB', 'nE3tPw5mXyB8sKc1vRz6LhUa')
      .replace('setup:actpass', 'setup:active')
      .replace(/sha-256 00:01/, 'sha-256 A0:A1'),
  );

/** A call in which the gateway answers a browser. */
export const answerCall = (offer: readonly string[], answer: readonly string[]): string =>
  exampleCall({ transport: 'WS', offer, status: 200, answer: answeredBrowser(answer) });
