/**
 * Writes the JSON Schemas under `schemas/` from the TypeScript types, so that documents, editors and code agree.
 * `node tools/generate-schemas.mjs` refreshes the committed files; with `--check` it only says which are stale.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Type, the file that declares it, and the schema that describes it. A new document is a new line. */
export const schemas = [
  { type: 'PlantFile', file: 'src/compiler/schema/plant-file.ts', out: 'schemas/plant.schema.json' },
  { type: 'PolicyTestFile', file: 'src/compiler/schema/test-file.ts', out: 'schemas/tests.schema.json' },
  { type: 'PolicyInput', file: 'src/model/policy-input.ts', out: 'schemas/policy-input.schema.json' },
  { type: 'RuleInput', file: 'src/model/rule-input.ts', out: 'schemas/rule-input.schema.json' },
  { type: 'Finding', file: 'src/diagnostics/finding.ts', out: 'schemas/finding.schema.json' },
  { type: 'ImportReport', file: 'src/report/import-json.ts', out: 'schemas/import.schema.json' },
  { type: 'CheckReport', file: 'src/report/check-json.ts', out: 'schemas/check.schema.json' },
  { type: 'AuditReport', file: 'src/model/audit.ts', out: 'schemas/audit.schema.json' },
  { type: 'DevicesReport', file: 'src/model/devices.ts', out: 'schemas/devices.schema.json' },
  { type: 'LiveEvent', file: 'src/model/live-event.ts', out: 'schemas/live.schema.json' },
  { type: 'ExplainReport', file: 'src/model/explain.ts', out: 'schemas/explain.schema.json' },
  { type: 'AnalyzeReport', file: 'src/report/analyze-json.ts', out: 'schemas/analyze.schema.json' },
  { type: 'TestReport', file: 'src/report/test-json.ts', out: 'schemas/test.schema.json' },
  { type: 'DiffReport', file: 'src/report/diff-json.ts', out: 'schemas/diff.schema.json' },
  { type: 'ExportManifest', file: 'src/exporters/residual-report.ts', out: 'schemas/export.schema.json' },
  { type: 'ProveReport', file: 'src/model/prove.ts', out: 'schemas/prove.schema.json' },
  { type: 'DriftReport', file: 'src/report/drift-json.ts', out: 'schemas/drift.schema.json' },
  { type: 'ApplyReport', file: 'src/model/apply-report.ts', out: 'schemas/apply.schema.json' },
  { type: 'ConfirmReport', file: 'src/model/apply-report.ts', out: 'schemas/confirm.schema.json' },
  { type: 'RollbackReport', file: 'src/model/apply-report.ts', out: 'schemas/rollback.schema.json' },
  { type: 'ApplyRecord', file: 'src/model/apply-log.ts', out: 'schemas/apply-log.schema.json' },
  { type: 'SessionList', file: 'src/model/session-report.ts', out: 'schemas/sessions.schema.json' },
  { type: 'SessionChange', file: 'src/model/session-report.ts', out: 'schemas/session-change.schema.json' },
  { type: 'SessionRecord', file: 'src/model/session.ts', out: 'schemas/session-record.schema.json' },
  { type: 'Plan', file: 'src/model/plan.ts', out: 'schemas/plan.schema.json' },
];

/** The text of one schema file. */
export function schemaText({ type, file }) {
  const generator = createGenerator({
    path: join(root, file),
    tsconfig: join(root, 'tsconfig.json'),
    type,
    topRef: false,
    additionalProperties: false,
    expose: 'all',
    skipTypeCheck: true,
    markdownDescription: false,
  });
  return `${JSON.stringify(generator.createSchema(type), null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const checking = process.argv.includes('--check');
  for (const schema of schemas) {
    const file = join(root, schema.out);
    const text = schemaText(schema);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    if (checking) {
      console.error(`${schema.out} is stale: run node tools/generate-schemas.mjs`);
      process.exitCode = 1;
    } else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
}
