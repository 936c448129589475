import { run } from '../../server/src/cli/run';

// docs/guide.md shows commands with what the program prints. The words around them are written by hand, the output is not.

export const GUIDE = 'docs/guide.md';

/** What the program has to be told to print as it does in a terminal of 100 columns without colours. */
const COLUMNS = 100;
const BLOCK = /^```console\n\$ sip-trace ([^\n]*)\n([\s\S]*?)^```$/gm;
/** As the last line of a block: the verdict and the first finding are enough. */
const REST = '…';

/** The guide with what each of its commands prints now. */
export async function withOutputs(guide: string): Promise<string> {
  let text = '';
  let end = 0;
  for (const match of guide.matchAll(BLOCK)) {
    const command = match[1]!;
    const printed = await outputOf(command.split(' '));
    const shown = match[2]!.trimEnd().endsWith(REST) ? `${paragraphs(printed).slice(0, 2).join('\n\n')}\n${REST}\n` : printed;
    text += `${guide.slice(end, match.index)}\`\`\`console\n$ sip-trace ${command}\n${shown}\`\`\``;
    end = match.index + match[0].length;
  }
  return text + guide.slice(end);
}

/** What a command prints; that it cannot be carried out is a fault of the guide. */
async function outputOf(args: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const notes: string[] = [];
  const status = await run(args, {
    out: data => {
      printed.push(typeof data === 'string' ? data : new TextDecoder().decode(data));
    },
    note: line => {
      notes.push(line);
    },
    input: async function* () {},
    colour: false,
    width: COLUMNS,
  });
  if (status === 2) throw new Error(`sip-trace ${args.join(' ')}: ${notes.join('; ')}`);
  return printed.join('');
}

const paragraphs = (text: string): string[] => text.trimEnd().split('\n\n');
