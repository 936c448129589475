declare module 'sdp-transform/lib/grammar' {
  interface GrammarRule {
    readonly name?: string;
    readonly push?: string;
    readonly reg?: RegExp;
    readonly names?: readonly string[];
  }
  const grammar: Readonly<Record<string, readonly GrammarRule[]>>;
  export default grammar;
}
