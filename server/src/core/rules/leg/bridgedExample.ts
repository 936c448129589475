import {
  CALLEE,
  CALLER,
  exampleCapture,
  exampleDtls,
  examplePhoneAudio,
  exampleRtp,
  exampleStun,
  exampleWebAudio,
  toCaller,
} from '../media/example';

const OPUS = [{ type: 111, packets: 1000, bytes: 90 }];

const opusOnly = (lines: readonly string[]): string[] => lines.map(line => line.replace('SAVPF 111 0', 'SAVPF 111'));

/**
 * A capture on both sides of a gateway: the browser's leg agreed on Opus, the phone's on PCMU.
 * @param passes whether the gateway passes on what it gets
 */
export function exampleBridged(passes: boolean): string {
  const back = passes ? [toCaller] : [];
  const browser = exampleCapture({
    transport: 'WS',
    offer: opusOnly(exampleWebAudio(CALLER, 'actpass')),
    answer: opusOnly(exampleWebAudio(CALLEE, 'active')),
    flows: [
      exampleStun(),
      exampleStun({ ...toCaller, nominating: 0, controlling: 0, controlled: 1, requests: 1, answered: 1, successes: 8 }),
      exampleDtls({ ...toCaller }),
      exampleDtls({ clientHellos: 0, serverHellos: 1 }),
      exampleRtp({ payloadTypes: OPUS }),
      ...back.map(way => exampleRtp({ ...way, payloadTypes: OPUS })),
    ],
  });
  const phone = exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER),
    answer: examplePhoneAudio(CALLEE),
    flows: [exampleRtp(toCaller), ...(passes ? [exampleRtp()] : [])],
  });
  return `${browser}\n${behindGateway(phone)}`;
}

/** The leg on which the gateway calls the phone: the caller's place is its own, on its inner side. */
const behindGateway = (leg: string): string =>
  leg.replaceAll(CALLEE.host, '198.51.100.7').replaceAll(CALLER.host, '192.0.2.10').replaceAll('z9hG4bK', 'z9hG4bKgw');
