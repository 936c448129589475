// What client and server share: names and plain types. No import may stand here, since their protocol libraries may differ in version.

/** Id of the language client, and what every diagnostic says it comes from. */
export const CLIENT_ID = 'sipTrace';
export const SOURCE = 'SIP Trace';

/** Section of the settings. */
export const SETTINGS_SECTION = 'sipTrace';

export const TRACE_LANGUAGE = 'sip-trace';
export const SDP_LANGUAGE = 'sdp';

/** Fixes that need no thought. Asked for under exactly this name or not at all: a trace is evidence, and no fix-all-on-save may touch it. */
export const FIX_ALL_KIND = 'source.fixAll.sipTrace';

/** Commands that the client runs; the server names them in code actions and inlay hints. */
export const COMMANDS = {
  pasteTrace: 'sipTrace.pasteTrace',
  treatAsTrace: 'sipTrace.treatAsTrace',
  fixAll: 'sipTrace.fixAll',
  copySetting: 'sipTrace.copySetting',
  setLeg: 'sipTrace.setLeg',
  openRule: 'sipTrace.openRule',
} as const;

/** What a client may say of itself when it starts the server. Everything is optional: other editors say nothing. */
export interface InitializationOptions {
  /** Commands it can run. Actions with any other command are not offered to it. */
  readonly commands?: readonly string[];
  /** The `sipTrace` section, for clients that cannot be asked for it. */
  readonly settings?: unknown;
}

const RULE_PAGES = 'https://github.com/sip-trace/sip-trace/blob/main/docs/rules';

/** Address of a rule's page. */
export const rulePage = (rule: string): string => `${RULE_PAGES}/${rule}.md`;
