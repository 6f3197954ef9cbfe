import type { Command } from 'commander';
import type { NamedCommand } from './reference.js';

/** A page for `man`, in roff. Source: man-pages(7). */
export function manPage(program: Command, commands: readonly NamedCommand[]): string {
  const sections = commands.map(({ name, command }) => {
    const help = command.createHelp();
    const options = help
      .visibleOptions(command)
      .map((option) => `.TP\n\\fB${roff(help.optionTerm(option))}\\fR\n${roff(help.optionDescription(option))}\n`);
    return `.SS ${roff(name)}\n${roff(help.commandDescription(command))}\n.PP\n${roff(help.commandUsage(command))}\n${options.join('')}`;
  });
  return `.TH FARFACE 1 "" "farface ${program.version()}" "User Commands"
.SH NAME
farface \\- find and hide the faces of crowds
.SH DESCRIPTION
${roff(program.description())}
.SH COMMANDS
${sections.join('')}.SH EXIT STATUS
0 all went well, 1 something failed or shows a face, 2 wrong usage, 130 stopped by Ctrl\\-C.
`;
}

/** Text in which roff finds no command. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');
}
