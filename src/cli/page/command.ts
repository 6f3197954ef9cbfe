import { Command, Option } from 'commander';
import { integerBetween } from '../../errors/validate.js';
import { numberOption } from '../terminal/number-option.js';
import { openPage, type PageFlags } from './run.js';

const EXAMPLES = `
Examples:
  farface page                        open the page in the browser; Ctrl-C ends it
  farface page --port 9000 --no-open  only serve it
  farface page --out public/hide      write it into a folder, for a web server of your own

The page finds and hides faces in the browser, on this machine: photos are never sent anywhere.`;

/** `farface page`: the page for people who hide faces by hand and eye. */
export function pageCommand(): Command {
  return new Command('page')
    .description('Open a page in the browser to find, correct and hide faces; nothing leaves this machine.')
    .addOption(
      numberOption(
        '-p, --port <number>',
        'port to listen on (default: 8417, or any that is free)',
        integerBetween(0, 65_535),
      ),
    )
    .addOption(new Option('--no-open', 'print the address, but open no browser'))
    .addOption(
      new Option('--out <folder>', 'write the page there, for any web server, and end').conflicts(['port', 'open']),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (flags: PageFlags) => {
      process.exitCode = await openPage(flags);
    });
}
