import { Command } from 'commander';
import { trainProposalsCommand } from './train-proposals.js';

/** `farface train`: one subcommand a network. */
export function trainCommand(): Command {
  const command = new Command('train').description('Train the networks on WIDER FACE, from scratch, on this machine.');
  for (const stage of [trainProposalsCommand]) command.addCommand(stage().copyInheritedSettings(command));
  return command;
}
