import { Command, CommanderError } from 'commander';
import { version } from '../../../package.json';
import { visible } from '../core/report/display';
import { calls, type CallsOptions } from './calls';
import { check, type CheckOptions } from './check';
import { FORMATS } from './checkReports';
import { explain } from './explain';
import { fix, type FixOptions } from './fix';
import { type Host, Refusal, type Status } from './host';
import { callOption, legOption, namedCallOption, ruleOption, severityOption, wordOption } from './options';
import { SETTING_WORDS, settings, type SettingsOptions } from './settings';
import { show, type ShowOptions } from './show';

/** Commands that the contract names and later versions have. */
const LATER: Readonly<Record<string, string>> = {
  redact: 'do not send this version’s output to anybody who may not see the trace',
};

/** Runs the program with its arguments, without the program's own name, and gives its exit status. */
export async function run(args: readonly string[], host: Host): Promise<Status> {
  let status: Status = 0;
  const done = (result: Status): void => {
    status = result;
  };
  try {
    await program(host, done).parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof Refusal)) throw error;
    host.note(visible(error.message));
    return 2;
  }
  return status;
}

function program(host: Host, done: (status: Status) => void): Command {
  const top = new Command('sip-trace')
    .description('Finds what is wrong in the trace of a call between WebRTC and SIP, and fixes it.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: text => host.out(text),
      writeErr: text => host.note(text.trim()),
      outputError: text => host.note(oneLine(text)),
      getOutHelpWidth: () => host.width ?? 100,
      getOutHasColors: () => host.colour,
    })
    .addHelpText('after', '\nExit status: 0 nothing found, 1 findings, 2 a path could not be read or the command line was wrong.');
  top.allowExcessArguments().action((_options, command: Command) => {
    const word = command.args[0];
    command.error(
      word === undefined
        ? 'say what to do: check, calls, show, fix, settings, explain or server (sip-trace --help)'
        : `there is no command '${word}' (sip-trace --help)`,
    );
  });
  addCheck(top, host, done);
  addCalls(top, host, done);
  addShow(top, host, done);
  addFix(top, host, done);
  addSettings(top, host, done);
  addExplain(top, host, done);
  addServer(top, done);
  for (const [name, instead] of Object.entries(LATER)) addLater(top, name, instead);
  return top;
}

const CONFIG_HELP = 'read this file instead of the nearest .siptrace.json beside or above a trace';

function addCheck(top: Command, host: Host, done: (status: Status) => void): void {
  top
    .command('check')
    .description('print what is wrong in traces: captures and texts')
    .allowExcessArguments(false)
    .argument('<path...>', 'files, folders, or - for standard input')
    .option('--format <form>', 'text, json, sarif or github', wordOption('--format', FORMATS), 'text')
    .option(
      '--fail-on <severity>',
      'least severity that gives exit status 1: error, warning, info or never',
      wordOption('--fail-on', ['error', 'warning', 'info', 'never']),
      'error',
    )
    .option('--rule <id=severity>', 'make a rule off, hint, info, warning or error (repeatable)', severityOption)
    .option('--leg <host=kind>', 'say that a host, or host:port, is on a sip or a webrtc leg (repeatable)', legOption)
    .option('--config <file>', CONFIG_HELP)
    .option('--no-config', 'read no .siptrace.json')
    .option('--write-baseline', 'write what is found into the baseline of .siptrace.json, so that only what is new is reported')
    .action(async (paths: string[], options: CheckOptions) => done(await check(paths, options, host)));
}

function addCalls(top: Command, host: Host, done: (status: Status) => void): void {
  top
    .command('calls')
    .description('list the calls: legs, parties, result, codecs, media seen')
    .allowExcessArguments(false)
    .argument('<path...>', 'files, folders, or - for standard input')
    .option('--format <form>', 'text or json', wordOption('--format', ['text', 'json']), 'text')
    .option('--config <file>', CONFIG_HELP)
    .option('--no-config', 'read no .siptrace.json')
    .action(async (paths: string[], options: CallsOptions) => done(await calls(paths, options, host)));
}

function addShow(top: Command, host: Host, done: (status: Status) => void): void {
  top
    .command('show')
    .description('print a capture as trace text, the text that the editor shows')
    .allowExcessArguments(false)
    .argument('<path>', 'a file, or - for standard input')
    .option('--call <number>', 'only this call (repeatable)', callOption)
    .action(async (path: string, options: ShowOptions) => done(await show(path, options, host)));
}

function addFix(top: Command, host: Host, done: (status: Status) => void): void {
  top
    .command('fix')
    .description('apply fixes to a trace, or to the text of a capture, and write it to standard output')
    .allowExcessArguments(false)
    .argument('<path>', 'a file, or - for standard input')
    .option('--rule <id>', 'only fixes of this rule (repeatable)', ruleOption)
    .option('--unsafe', 'also fixes that change what is offered')
    .option('--for <leg>', 'rewrite every SDP of that leg: sip, sip-sdes or browser', wordOption('--for', ['sip', 'sip-sdes', 'browser']))
    .option('--whole-calls', 'fix each call as a whole: every SDP that the gateway sends, and the answers so that they fit')
    .option('--call <call>', 'the same for this call only: its number, or a Call-ID (repeatable)', namedCallOption)
    .option('-o, --output <file>', 'write to this file')
    .option('--in-place', 'write to the trace itself')
    .option('--config <file>', CONFIG_HELP)
    .option('--no-config', 'read no .siptrace.json')
    .action(async (path: string, options: FixOptions) => done(await fix(path, options, host)));
}

function addSettings(top: Command, host: Host, done: (status: Status) => void): void {
  top
    .command('settings')
    .description('print what must change at the gateway: RTPEngine flags, pjsip.conf, FreeSWITCH')
    .allowExcessArguments(false)
    .argument('<path>', 'a file, or - for standard input')
    .option(
      '--gateway <name>',
      'rtpengine (or one of its forms: kamailio, opensips, ng), asterisk or freeswitch; all where .siptrace.json names none',
      wordOption('--gateway', SETTING_WORDS),
    )
    .option('--call <call>', 'only this call: its number, or a Call-ID (repeatable)', namedCallOption)
    .option('--leg <leg>', 'the leg that SDP without SIP is for: sip or webrtc', wordOption('--leg', ['sip', 'webrtc']))
    .option('--config <file>', CONFIG_HELP)
    .option('--no-config', 'read no .siptrace.json')
    .action(async (path: string, options: SettingsOptions) => done(await settings(path, options, host)));
}

function addExplain(top: Command, host: Host, done: (status: Status) => void): void {
  top
    .command('explain')
    .description("print a rule's page: what it means, when it is quiet, what cures it; or the rules that explain a symptom")
    .allowExcessArguments(false)
    .argument('<rule>', 'its id, as in srtp/dtls-on-sip-leg, or a symptom, as in "one-way audio"')
    .action((rule: string) => done(explain(rule, host)));
}

function addServer(top: Command, done: (status: Status) => void): void {
  top
    .command('server')
    .description('run the language server')
    .allowExcessArguments(false)
    .option('--stdio', 'over standard input and output')
    .action(async (options: { stdio?: boolean }) => {
      if (!options.stdio) throw new Refusal('the language server speaks over standard input and output: sip-trace server --stdio');
      // Loaded only here: the other commands need nothing of it.
      const { startServer } = await import('../lsp/node');
      startServer();
      done(0);
    });
}

/** Hidden, so that --help lists only what there is, and who knows the name from elsewhere gets an answer. */
function addLater(top: Command, name: string, instead: string): void {
  top
    .command(name, { hidden: true })
    .argument('[path...]')
    .allowUnknownOption()
    .action(() => {
      throw new Refusal(`this version does not have '${name}' yet; ${instead}`);
    });
}

/** Of the parser's words the first line, and what it suggests on the second. */
const oneLine = (text: string): string =>
  visible(
    text
      .trim()
      .replace(/^error: /, '')
      .split('\n')
      .join(' '),
  );
