import type { CallRow, ReadProgress } from '../../../server/src/lsp/protocol';

// What the list of calls and the extension tell each other. Plain types: the list is a web page and knows nothing of VS Code.

/** What the page is told. */
export type ToList =
  /** All that is known, when the page asks for it first. */
  | { readonly type: 'all'; readonly rows: readonly CallRow[]; readonly progress: ReadProgress; readonly problems: readonly string[] }
  | { readonly type: 'rows'; readonly rows: readonly CallRow[] }
  | { readonly type: 'gone'; readonly calls: readonly number[] }
  | { readonly type: 'progress'; readonly progress: ReadProgress }
  | { readonly type: 'problems'; readonly problems: readonly string[] };

/** What the page tells. */
export type FromList =
  | { readonly type: 'ready' }
  /** The calls that are chosen now, in the order of the list. */
  | { readonly type: 'chosen'; readonly calls: readonly number[] }
  | { readonly type: 'open'; readonly calls: readonly number[]; readonly beside: boolean }
  | { readonly type: 'openAll' }
  | { readonly type: 'save' }
  | { readonly type: 'others' }
  | { readonly type: 'cancel' }
  /** Files dropped onto the list. */
  | { readonly type: 'dropped'; readonly uris: readonly string[] };
