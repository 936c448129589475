import type { Call, Description, Leg, Message } from '../call/types';
import type { TextEdit } from '../rewrite/edit';
import type { Span } from '../text/span';
import type { Trace } from '../trace/types';

export type Severity = 'error' | 'warning' | 'info' | 'hint';
export type Gateway = 'rtpengine' | 'asterisk' | 'freeswitch';

/** A setting that cures the fault where it is made. */
export interface Cure {
  readonly gateway: Gateway;
  /** As it is written there: `ICE=remove`, `webrtc=no`. */
  readonly setting: string;
}

/** A place that explains a finding: a line of the other body, the 488. */
export interface Related {
  readonly message: Message;
  readonly span: Span;
  /** The span counts in the text of the message's record, not in its clean text: an evidence line stands beside the message. */
  readonly inRecord?: true;
  readonly text: string;
}

/**
 * A rewrite that goes with a finding. `safe` when it is the one legal reading and touches no address, port, codec, key, role,
 * direction or profile; the title of any other says what it changes.
 */
export interface Fix {
  readonly title: string;
  readonly safety: 'safe' | 'unsafe';
  readonly message: Message;
  /** Edits of the clean text; made when asked for. Content-Length follows by itself. */
  readonly edits: () => readonly TextEdit[];
}

/** What a rule says of a call in one sentence, if this is what broke it. */
export interface VerdictCandidate {
  /** Of several, the highest is shown. */
  readonly weight: number;
  readonly text: string;
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: Message;
  readonly span: Span;
  /** Further places of the same fault in the same message: eleven candidates are one finding. */
  readonly places: readonly Span[];
  /** What is wrong here, what will happen, what to do. */
  readonly text: string;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
  readonly cures: readonly Cure[];
  readonly call?: Call;
  readonly leg?: Leg;
  readonly side: 'offer' | 'answer' | null;
  /** Harmless: shown faded, without a squiggle. */
  readonly unnecessary: boolean;
  readonly verdict?: VerdictCandidate;
  /**
   * What it says, as information, where other rules have something loud to say of a message: it knows no reason itself. Without a text it
   * is not said at all then. Its verdict counts where theirs has none.
   */
  readonly ifExplained?: { readonly by: Message; readonly text?: string; readonly verdict?: VerdictCandidate };
}

export interface RfcReference {
  readonly rfc: number;
  readonly section: string;
}

/** One rule, one file. */
export interface Rule {
  /** `family/name`, for good. */
  readonly id: string;
  readonly title: string;
  /** The worst that it can be; evidence lowers or raises it, as the page says. */
  readonly severity: Severity;
  readonly references: readonly RfcReference[];
  /** For the rule's page, in Markdown: what it means and when it is quiet. */
  readonly explanation: string;
  readonly quiet: string;
  /** Traces: the bad one gives this finding, the good one none. */
  readonly bad: string;
  readonly good: string;
  readonly cures: readonly Cure[];
  readonly checkCall?: (call: Call) => Iterable<Finding>;
  /** Attributes of which a description, or the other one of its exchange, has at least one where `checkDescription` can find anything. */
  readonly attributes?: readonly string[];
  /** What one description shows in its place. Called for each of a call; leg and side of a finding are filled in from it. */
  readonly checkDescription?: (one: Description, call: Call) => Iterable<Finding>;
  readonly checkMessage?: (message: Message) => Iterable<Finding>;
  /** What is to be said of the whole file, once. */
  readonly checkTrace?: (trace: Trace) => string | undefined;
}

/** What a check must say of a finding; the rest has a default. */
export type FindingDraft = Pick<Finding, 'message' | 'span' | 'text'> & Partial<Omit<Finding, 'rule'>>;

/** A message quotes the trace, and a trace may hold a line of any length. */
const LONGEST_TEXT = 2000;

/** Completes a draft with the rule's own values. */
export const finding = (rule: Rule, draft: FindingDraft): Finding => ({
  rule: rule.id,
  severity: draft.severity ?? rule.severity,
  message: draft.message,
  span: draft.span,
  places: draft.places ?? [],
  text: draft.text.length > LONGEST_TEXT ? `${draft.text.slice(0, LONGEST_TEXT)}…` : draft.text,
  related: draft.related ?? [],
  fixes: draft.fixes ?? [],
  cures: draft.cures ?? rule.cures,
  call: draft.call,
  leg: draft.leg,
  side: draft.side ?? null,
  unnecessary: draft.unnecessary ?? false,
  verdict: draft.verdict,
  ifExplained: draft.ifExplained,
});
