/** A description before or after a fix, in the place where it stood in its call. */
export interface Question {
  /** The description that the endpoint gets: an offer, or the answer to the endpoint's own offer. */
  readonly side: 'offer' | 'answer';
  /** Its text, with CRLF ends; placeholders are still in it. */
  readonly sdp: string;
  /** Where it is an answer: the offer that it was given to, as far as the trace has it. The endpoint offers as nearly the same as it can. */
  readonly offer?: string;
  /** What the same party sent in the exchange before in this dialog, where there was one: an endpoint that can be asked twice gets it first. */
  readonly previous?: Omit<Question, 'previous'>;
}

/** What a real endpoint makes of a description. */
export interface Answer {
  readonly accepted: boolean;
  /** Its own words: the exception of a browser, the status line and Warning of a phone, the log line of a program; empty where it has none. */
  readonly words: string;
  /** The question cannot be put to it, for the reason in `words`: it says nothing for or against the description. */
  readonly unable?: true;
  /** Its answer, where it gave one. */
  readonly sdp?: string;
  /** RTP packets that were sent to it and that came from it, where media was tried. */
  readonly media?: { readonly sent: number; readonly received: number };
}

/** A real endpoint on this machine. */
export interface Peer {
  /** As docs/proof.md calls it: `Chromium 156`, `baresip 1.0.0 with SDES`. Known after `start`. */
  readonly name: string;
  readonly leg: 'webrtc' | 'sip';
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/** How a peer is had: undefined where its program is not installed. */
export type StartPeer = () => Promise<Peer | undefined>;
