/** A plant as an editor's server sees it, from texts. */
import { readFileSync } from 'node:fs';
import { rememberFiles } from '../../src/compiler/parse/read-file.ts';
import { sourceTextOf } from '../../src/compiler/parse/source-text.ts';
import { type Completion, completeAt } from '../../src/language/complete/complete.ts';
import { type LanguageSetting, type PlantView, viewPlant } from '../../src/language/plant-view.ts';
import { shippedCatalogue } from './shipped-catalogue.ts';

function schema(name: string): object {
  return JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as object;
}

export const languageSetting: LanguageSetting = {
  catalogue: shippedCatalogue,
  plantSchema: schema('plant'),
  testsSchema: schema('tests'),
  dialects: ['nftables'],
  rules: [],
};

/** By path; those under `tests` and those that end in `.rego` are told apart. */
export function viewOf(texts: Readonly<Record<string, string>>, setting: LanguageSetting = languageSetting): PlantView {
  const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
  const rego = files.filter(({ path }) => path.endsWith('.rego'));
  const tests = files.filter(({ path }) => path.startsWith('tests/'));
  const yaml = files.filter((each) => !rego.includes(each) && !tests.includes(each));
  return viewPlant({ yaml, tests, rego }, setting, rememberFiles());
}

/** What is proposed at the `|` of a text of one file, beside other files. */
export function completionIn(
  marked: string,
  beside: Readonly<Record<string, string>>,
  file = 'conduits/new.yaml',
  setting: LanguageSetting = languageSetting,
): Completion & { readonly text: string } {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const view = viewOf({ ...beside, [file]: text }, setting);
  return { ...completeAt(view, sourceTextOf(file, text), offset), text };
}
