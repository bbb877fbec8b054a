/** Reads the policy tests of a plant, and finds the recordings that they name. Nothing outside of the plant is read. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { type FlowFile, listFlowFiles } from './flow-files.ts';
import { listPlantFiles, type PlantText, readPlantText } from './plant-folder.ts';

export interface PlantTests {
  /** YAML files under `tests`. */
  readonly yaml: readonly PlantText[];
  /** `*_test.rego` under `policies`, of what grants something. */
  readonly rego: readonly PlantText[];
  /** `*_test.rego` under `policies/rules`, of rules about the plant. */
  readonly rules: readonly PlantText[];
}

export function readPlantTests(root: string): PlantTests {
  const yaml = listPlantFiles(root, 'tests', (name) => /\.ya?ml$/.test(name));
  const rego = listPlantFiles(root, 'policies', (name) => name.endsWith('_test.rego'));
  const readAll = (names: readonly string[]) => names.map((name) => readPlantText(root, name));
  const isOfRules = (name: string): boolean => name.startsWith('policies/rules/');
  return {
    yaml: readAll(yaml),
    rego: readAll(rego.filter((name) => !isOfRules(name))),
    rules: readAll(rego.filter(isOfRules)),
  };
}

/** The recordings behind a path, or why there are none. */
export function testFlowFiles(name: string, root: string): readonly FlowFile[] | string {
  const absolute = path.resolve(root, name);
  try {
    if (!isInside(realpathSync(absolute), realpathSync(root))) return `${name} is not in the plant's folder`;
  } catch {
    return `there is no ${name} in the plant's folder`;
  }
  const files = listFlowFiles([absolute], root);
  const outside = files.find((file) => file.path !== null && !isInside(realpathSync(file.path), realpathSync(root)));
  return outside === undefined ? files : `${outside.name} is not in the plant's folder`;
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}
