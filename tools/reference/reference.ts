import type { Command } from 'commander';
import { wholeProgram } from '../../src/cli/program.js';
import { manPage } from './man-page.js';

/** A command, and how it is called in full. */
export interface NamedCommand {
  readonly name: string;
  readonly command: Command;
}

/** The generated pages by their path in the repository. */
export async function reference(): Promise<Record<string, string>> {
  const program = await wholeProgram();
  const commands = program.commands.flatMap((command) => withSubcommands(command, 'farface'));
  return {
    'docs/reference/command.md': markdown(program, commands),
    'man/farface.1': manPage(program, commands),
  };
}

function withSubcommands(command: Command, above: string): NamedCommand[] {
  const name = `${above} ${command.name()}`;
  return [{ name, command }, ...command.commands.flatMap((inner) => withSubcommands(inner, name))];
}

/** What `--help` says of it, its examples included, as wide as a terminal. */
export function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text.trim();
}

function markdown(program: Command, commands: readonly NamedCommand[]): string {
  const sections = commands.map(({ name, command }) => `## ${name}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`);
  return `# The command

Made from the parser by \`npm run reference\`; the tests check that it is current.

\`\`\`text
${helpOf(program)}
\`\`\`

${sections.join('\n')}`;
}
