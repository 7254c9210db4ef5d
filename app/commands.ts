import type { Command } from './command.ts';
import { checkLiveCommand } from './commands/check-live.ts';
import { checkNccisCommand } from './commands/check-nccis.ts';
import { exportCommand } from './commands/export.ts';
import { exportKindsCommand } from './commands/export-kinds.ts';
import { importCommand } from './commands/import.ts';
import {
  importApplyCommand,
  importDecideCommand,
  importListCommand,
  importRefuseCommand,
  importShowCommand,
  importUndoCommand,
} from './commands/import-batches.ts';
import { importBenchmarkCommand } from './commands/import-benchmark.ts';
import { importNccisCommand } from './commands/import-nccis.ts';
import { importMappingCommand, importProfilesCommand } from './commands/import-profiles.ts';
import { codeAddCommand, codeEndCommand, codeListCommand } from './commands/code.ts';
import { editionListCommand, editionSetCommand, editionShowCommand } from './commands/edition.ts';
import {
  cohortAddCommand,
  cohortCloseCommand,
  cohortFreezeCommand,
  cohortListCommand,
  cohortOpenCommand,
  cohortUpdateCommand,
} from './commands/cohort.ts';
import { initCommand } from './commands/init.ts';
import {
  migrateCompareCommand,
  migrateExplainCommand,
  migrateListCommand,
  migrateMapCommand,
} from './commands/migrate.ts';
import { nightlyCommand } from './commands/nightly.ts';
import { packCommentCommand, packListCommand, packRunCommand } from './commands/pack.ts';
import { reportCheckCommand } from './commands/report-check.ts';
import { reportCompareCommand } from './commands/report-compare.ts';
import { reportDiffCommand } from './commands/report-diff.ts';
import { reportListCommand } from './commands/report-list.ts';
import { reportNewCommand } from './commands/report-new.ts';
import { reportPublishCommand } from './commands/report-publish.ts';
import { reportRunCommand } from './commands/report-run.ts';
import { reportTypesCommand } from './commands/report-types.ts';
import { returnCalendarCommand } from './commands/return-calendar.ts';
import { returnCompareCommand } from './commands/return-compare.ts';
import { returnNccisCommand } from './commands/return-nccis.ts';
import { rollOverCommand } from './commands/roll-over.ts';
import {
  scheduleAddCommand,
  scheduleListCommand,
  scheduleRemoveCommand,
  scheduleRunCommand,
} from './commands/schedule.ts';
import { serveCommand } from './commands/serve.ts';
import { settingsCommand } from './commands/settings.ts';
import { snapshotBuildCommand } from './commands/snapshot-build.ts';
import { snapshotListCommand } from './commands/snapshot-list.ts';
import {
  submissionAcceptedCommand,
  submissionFailedCommand,
  submissionListCommand,
  submissionSentCommand,
  submissionShowCommand,
} from './commands/submission.ts';
import { submissionResponseCommand } from './commands/submission-response.ts';
import { userAddCommand } from './commands/user-add.ts';
import { userListCommand } from './commands/user-list.ts';
import { verifyCommand } from './commands/verify.ts';
import { warehouseExportCommand } from './commands/warehouse-export.ts';
import { warehouseLoadCommand } from './commands/warehouse-load.ts';

/** Every verb, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  initCommand,
  serveCommand,
  nightlyCommand,
  importCommand,
  importProfilesCommand,
  importMappingCommand,
  importListCommand,
  importShowCommand,
  importDecideCommand,
  importApplyCommand,
  importUndoCommand,
  importRefuseCommand,
  importNccisCommand,
  importBenchmarkCommand,
  exportCommand,
  exportKindsCommand,
  returnNccisCommand,
  returnCompareCommand,
  returnCalendarCommand,
  submissionListCommand,
  submissionShowCommand,
  submissionSentCommand,
  submissionAcceptedCommand,
  submissionFailedCommand,
  submissionResponseCommand,
  checkLiveCommand,
  checkNccisCommand,
  cohortListCommand,
  cohortOpenCommand,
  cohortFreezeCommand,
  cohortAddCommand,
  cohortCloseCommand,
  cohortUpdateCommand,
  rollOverCommand,
  codeListCommand,
  codeAddCommand,
  codeEndCommand,
  editionListCommand,
  editionShowCommand,
  editionSetCommand,
  reportListCommand,
  reportRunCommand,
  reportNewCommand,
  reportCheckCommand,
  reportDiffCommand,
  reportCompareCommand,
  reportPublishCommand,
  reportTypesCommand,
  packListCommand,
  packRunCommand,
  packCommentCommand,
  migrateListCommand,
  migrateMapCommand,
  migrateCompareCommand,
  migrateExplainCommand,
  scheduleListCommand,
  scheduleAddCommand,
  scheduleRemoveCommand,
  scheduleRunCommand,
  snapshotListCommand,
  snapshotBuildCommand,
  warehouseExportCommand,
  warehouseLoadCommand,
  userAddCommand,
  userListCommand,
  verifyCommand,
  settingsCommand,
];
