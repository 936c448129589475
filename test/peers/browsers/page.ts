// What runs in the page, the same in every browser: each function goes there as text, so that it may use nothing from outside itself.
// The peer connection stays in the page from one step to the next.

/** What the functions here need of the page's types; the tests are compiled without those of the DOM. */
interface PeerConnection {
  createOffer(): Promise<{ sdp: string }>;
  createAnswer(): Promise<{ sdp: string }>;
  setLocalDescription(description: { type: string; sdp: string }): Promise<void>;
  setRemoteDescription(description: { type: string; sdp: string }): Promise<void>;
  addTransceiver(kind: string, init: { direction: string }): Transceiver;
  getTransceivers(): Transceiver[];
  createDataChannel(label: string): void;
  close(): void;
}

interface Transceiver {
  direction: string;
  setCodecPreferences(codecs: readonly PageCodec[]): void;
  stop(): void;
}

interface PageCodec {
  readonly mimeType: string;
  readonly clockRate: number;
}

export interface Page {
  connection?: PeerConnection;
  readonly RTCPeerConnection: new () => PeerConnection;
  readonly RTCRtpReceiver: { getCapabilities(kind: string): { codecs: PageCodec[] } };
}

/** A section that the browser is to offer, with the codecs that it may name: `opus/48000`. */
export interface OwnSection {
  readonly kind: 'audio' | 'video' | 'application';
  readonly codecs: readonly string[];
  readonly direction: string;
  /** The section was there before and is given up: port 0. */
  readonly stopped: boolean;
}

/** What came of a step: a description, or the words of the exception. */
export type Outcome = { readonly sdp: string; readonly words?: undefined } | { readonly sdp?: undefined; readonly words: string };

/** A new peer connection in place of the one before. */
export async function begin(): Promise<Outcome> {
  const page = globalThis as unknown as Page;
  page.connection?.close();
  page.connection = new page.RTCPeerConnection();
  return { sdp: '' };
}

/** An offer is given to the browser; it answers. */
export async function takeOffer(sdp: string): Promise<Outcome> {
  const { connection } = globalThis as unknown as Page;
  try {
    await connection!.setRemoteDescription({ type: 'offer', sdp });
    const answer = await connection!.createAnswer();
    await connection!.setLocalDescription({ type: 'answer', sdp: answer.sdp });
    return answer;
  } catch (error) {
    return { words: (error as Error).message };
  }
}

/** The browser makes an offer with these sections: those that it has already change as told, the others are new. */
export async function makeOffer(sections: readonly OwnSection[]): Promise<Outcome> {
  const { connection, RTCRtpReceiver } = globalThis as unknown as Page;
  try {
    const there = connection!.getTransceivers();
    for (const { kind, codecs, direction, stopped } of sections) {
      const known = kind === 'application' ? undefined : there.shift();
      if (kind === 'application') connection!.createDataChannel('data');
      else if (known && stopped) known.stop();
      else if (known) known.direction = direction;
      else {
        const all = RTCRtpReceiver.getCapabilities(kind).codecs;
        const wanted = all.filter(codec => codecs.includes(`${codec.mimeType.split('/')[1]}/${codec.clockRate}`.toLowerCase()));
        const transceiver = connection!.addTransceiver(kind, { direction });
        if (wanted.some(codec => !/\/(rtx|red|ulpfec|telephone-event|CN)$/i.test(codec.mimeType))) transceiver.setCodecPreferences(wanted);
      }
    }
    return await connection!.createOffer();
  } catch (error) {
    return { words: (error as Error).message };
  }
}

/** The browser's own offer becomes its description. */
export async function setOffer(sdp: string): Promise<Outcome> {
  const { connection } = globalThis as unknown as Page;
  try {
    await connection!.setLocalDescription({ type: 'offer', sdp });
    return { sdp };
  } catch (error) {
    return { words: (error as Error).message };
  }
}

/** The answer to it is given to the browser. */
export async function takeAnswer(sdp: string): Promise<Outcome> {
  const { connection } = globalThis as unknown as Page;
  try {
    await connection!.setRemoteDescription({ type: 'answer', sdp });
    return { sdp };
  } catch (error) {
    return { words: (error as Error).message };
  }
}
