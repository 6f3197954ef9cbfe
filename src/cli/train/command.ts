import { Command } from 'commander';
import { GAN_STAGES } from '../../train/gan-settings.js';
import { trainAverageCommand } from './average.js';
import { trainGanCommand } from './gan.js';
import { trainProposalsCommand } from './proposals.js';

/** `farface train`: one subcommand a stage of training, and one that averages runs. */
export function trainCommand(): Command {
  const command = new Command('train').description('Train the networks on WIDER FACE, from scratch, on this machine.');
  const stages = [trainProposalsCommand(), trainAverageCommand(), ...GAN_STAGES.map(trainGanCommand)];
  for (const stage of stages) command.addCommand(stage.copyInheritedSettings(command));
  return command;
}
