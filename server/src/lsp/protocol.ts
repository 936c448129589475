// What client and server share: names and plain types. No import may stand here, since their protocol libraries may differ in version.

/** Id of the language client, and what every diagnostic says it comes from. */
export const CLIENT_ID = 'sipTrace';
export const SOURCE = 'SIP Trace';

/** What a file with the configuration of traces is called. */
export const CONFIG_FILE = '.siptrace.json';

/** Section of the settings. */
export const SETTINGS_SECTION = 'sipTrace';

export const TRACE_LANGUAGE = 'sip-trace';
export const SDP_LANGUAGE = 'sdp';

/** Fixes that need no thought. Asked for under exactly this name or not at all: a trace is evidence, and no fix-all-on-save may touch it. */
export const FIX_ALL_KIND = 'source.fixAll.sipTrace';

/** The fix of a whole call. Asked for under exactly this name it is given anywhere in the call, else only on what broke it. */
export const FIX_CALL_KIND = 'refactor.rewrite.sipTrace.call';

/** Commands that the client runs; the server names them in code actions and inlay hints. */
export const COMMANDS = {
  pasteTrace: 'sipTrace.pasteTrace',
  treatAsTrace: 'sipTrace.treatAsTrace',
  fixAll: 'sipTrace.fixAll',
  fixCall: 'sipTrace.fixCall',
  copySetting: 'sipTrace.copySetting',
  generateSetting: 'sipTrace.generateSetting',
  turnRuleOff: 'sipTrace.turnRuleOff',
  saveConfig: 'sipTrace.saveConfig',
  setLeg: 'sipTrace.setLeg',
  openRule: 'sipTrace.openRule',
  openConverted: 'sipTrace.openConverted',
  showCalls: 'sipTrace.showCalls',
  openCalls: 'sipTrace.openCalls',
  openAllCalls: 'sipTrace.openAllCalls',
  saveCalls: 'sipTrace.saveCalls',
  saveCallAs: 'sipTrace.saveCallAs',
  copyWiresharkFilter: 'sipTrace.copyWiresharkFilter',
  otherCaptures: 'sipTrace.otherCaptures',
} as const;

/** What a client may say of itself when it starts the server. Everything is optional: other editors say nothing. */
export interface InitializationOptions {
  /** Commands it can run. Actions with any other command are not offered to it. */
  readonly commands?: readonly string[];
  /** The `sipTrace` section, for clients that cannot be asked for it. */
  readonly settings?: unknown;
}

/** Asks the server to convert a text in which a tool has printed messages in a form of its own. The answer is null for any other text. */
export const CONVERT_REQUEST = 'sipTrace/convert';

export interface ConvertParams {
  readonly text: string;
  /** Name of the file, without folders. */
  readonly name: string;
}

export interface ConvertAnswer {
  /** What the form is called: "tshark -V". */
  readonly title: string;
  /** The messages as the text of captured calls. */
  readonly text: string;
  readonly messages: number;
  /** What the form lost: a sentence each. */
  readonly problems: readonly string[];
}

/** Asks what must change at the gateway for the call at a place of an open document. The answer is null where there is no call. */
export const SETTING_REQUEST = 'sipTrace/gatewaySetting';

export interface SettingParams {
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
  /** The leg that SDP without SIP is for. */
  readonly leg?: 'sip' | 'webrtc';
}

export interface SettingAnswer {
  /** The call is SDP without SIP: ask again with its leg. */
  readonly asksForLeg: boolean;
  /** Nothing must change. */
  readonly nothing: boolean;
  /** One for each form of writing it down, those of the user's gateway first. */
  readonly texts: readonly { readonly title: string; readonly language: string; readonly text: string }[];
}

const RULE_PAGES = 'https://github.com/sip-trace/sip-trace/blob/main/docs/rules';

/** Address of a rule's page. */
export const rulePage = (rule: string): string => `${RULE_PAGES}/${rule}.md`;

/** Id of the editor that lists the calls of a capture, and of the same for a trace that is too large to be opened as text. */
export const CAPTURE_EDITOR = 'sipTrace.capture';
export const CALLS_EDITOR = 'sipTrace.calls';

/** Scheme of the texts of captured calls: they live in memory until they are saved as a file. */
export const CALL_SCHEME = 'sip-trace-capture';

/** Endings of the names of captures; each may be followed by `.gz`. */
export const CAPTURE_EXTENSIONS = ['.pcap', '.pcapng', '.cap'] as const;

/** What VS Code still colours and hands to extensions as a text: beyond that a trace is shown as a list of its calls. */
export const LARGEST_TEXT = { bytes: 20_000_000, lines: 300_000 } as const;

/** A call as the list of calls shows it. All words come from the capture: they are text, never markup. */
export interface CallRow {
  /** From 1, in the order in which the calls were met; what requests name the call by. */
  readonly id: number;
  /** Microseconds since 1970 of its first message, or since midnight where the trace gives no date; missing where it gives no time. */
  readonly time?: number;
  /** Who called, and whom, by what they are called in From and To. */
  readonly from: string;
  readonly to: string;
  /** Kinds of its legs in order: `browser → phone`. */
  readonly legs: string;
  /** Final answer to the first INVITE; missing while there is none. */
  readonly result?: number;
  /** What became of it, in a word or two. */
  readonly outcome: string;
  readonly codecs: string;
  /** What was seen of its media: `RTP both ways`; empty where nothing was. */
  readonly media: string;
  readonly messages: number;
  /** Call-ID of its first leg. */
  readonly callId: string;
  /** Errors, warnings, information and hints; missing until the call has been looked at. */
  readonly findings?: readonly [errors: number, warnings: number, infos: number, hints: number];
  /** The sentence on what is wrong with it. */
  readonly verdict?: string;
}

/** Calls by their ids, or all of them. */
export type ChosenCalls = readonly number[] | 'all';

/** How far the worker is. */
export interface ReadProgress {
  /** `reading` the file, `checking` what the rules say of each call, and then one of the three ends. */
  readonly state: 'reading' | 'checking' | 'done' | 'cancelled' | 'failed';
  /** Bytes of the file, as it is stored. */
  readonly read: number;
  readonly size: number;
  /** Packets, in a capture. */
  readonly packets: number;
  readonly messages: number;
  readonly calls: number;
  /** Calls that the rules have been asked about. */
  readonly checked: number;
}

/** What the client asks of the worker that reads a capture. Each `request` is answered once, with its number. */
export type ToCaptureWorker =
  /** The first message. A path is read by the worker itself, piece by piece; `settings` is the `sipTrace` section. */
  | { readonly type: 'open'; readonly name: string; readonly source: CaptureSource; readonly settings: unknown }
  | { readonly type: 'settings'; readonly settings: unknown }
  /** The text of calls, in their order; no more calls than fit into the limits, but at least one. */
  | { readonly type: 'text'; readonly request: number; readonly calls: ChosenCalls; readonly most: { bytes: number; lines: number } }
  /** What of the capture belongs to the calls. */
  | { readonly type: 'frames'; readonly request: number; readonly calls: ChosenCalls }
  /** The packets of calls as a new capture: written to the path, or sent back where there is none. */
  | { readonly type: 'save'; readonly request: number; readonly calls: ChosenCalls; readonly path?: string }
  /** Stops reading and checking; what has been read stays. */
  | { readonly type: 'cancel' };

export type CaptureSource = { readonly path: string } | { readonly bytes: Uint8Array };

/** What the worker tells. */
export type FromCaptureWorker =
  /** New calls, and calls of which more is known now. */
  | { readonly type: 'rows'; readonly rows: readonly CallRow[] }
  /** Calls that turned out to be part of another one. */
  | { readonly type: 'gone'; readonly calls: readonly number[] }
  | { readonly type: 'progress'; readonly progress: ReadProgress }
  /** Sentences on the file, all of them each time. */
  | { readonly type: 'problems'; readonly problems: readonly string[] }
  | { readonly type: 'answer'; readonly request: number; readonly answer: TextAnswer | FramesAnswer | SaveAnswer }
  | { readonly type: 'refused'; readonly request: number; readonly reason: string };

export interface TextAnswer {
  readonly text: string;
  /** Calls that are in the text, and those that were asked for as well but did not fit. */
  readonly calls: number;
  readonly left: number;
}

export interface FramesAnswer {
  /** Frames of the SIP messages, ascending, each once. */
  readonly frames: readonly number[];
}

export interface SaveAnswer {
  readonly packets: number;
  /** The capture, where no path was given. */
  readonly bytes?: Uint8Array;
}
