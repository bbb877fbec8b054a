/** Reads one file under `zones/`: YAML 1.2, then its JSON Schema. Problems carry the path and the line. */
import { Ajv, type ErrorObject, type SchemaObject, type ValidateFunction } from 'ajv';
import { type Document, isNode, LineCounter, parseDocument, visit } from 'yaml';

/** A file of the catalogue as the platform found it; `path` is relative to the package and has `/` in it. */
export interface CatalogueFile {
  readonly path: string;
  readonly text: string;
}

/** What a file says, or null with its problems. */
export interface FileContent<T> {
  readonly value: T | null;
  readonly problems: readonly string[];
}

/** Reads a file as `T`, which is what the schema describes. */
export type FileReader<T> = (file: CatalogueFile) => FileContent<T>;

/** A reader for files of one schema; the schema is compiled when it is first needed. */
export function createFileReader<T>(schema: SchemaObject): FileReader<T> {
  let validate: ValidateFunction<T> | null = null;
  return (file) => {
    const lines = new LineCounter();
    const document = parseDocument(file.text, { lineCounter: lines, prettyErrors: false });
    const faults = [...document.errors, ...document.warnings];
    if (faults.length > 0) {
      return failed(faults.map((fault) => `${file.path}:${lines.linePos(fault.pos[0]).line}: ${fault.message}`));
    }
    const aliases: number[] = [];
    visit(document, { Alias: (_, alias) => void aliases.push(lines.linePos(alias.range?.[0] ?? 0).line) });
    if (aliases.length > 0) return failed(aliases.map((line) => `${file.path}:${line}: an alias, write it out`));
    const value: unknown = document.toJS();
    validate ??= new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, validateSchema: false }).compile<T>(
      schema,
    );
    if (validate(value)) return { value, problems: [] };
    return failed(
      describe(validate.errors ?? []).map(([at, message]) => `${place(file, document, lines, at)}${message}`),
    );
  };
}

function failed(problems: readonly string[]): { readonly value: null; readonly problems: readonly string[] } {
  return { value: null, problems };
}

/** Place and message. Of alternatives that all fail in one place, the last message sums up the others. */
function describe(errors: readonly ErrorObject[]): readonly (readonly [string, string])[] {
  const messages = new Map<string, readonly [string, string]>();
  for (const { instancePath, keyword, message, params } of errors) {
    const detail: string | readonly string[] | undefined = params['additionalProperty'] ?? params['allowedValues'];
    const suffix = detail === undefined ? '' : `: ${[detail].flat().join(', ')}`;
    const text = `\`${instancePath || '/'}\` ${message ?? 'is wrong'}${suffix}`;
    const ownMessage = keyword === 'required' || keyword === 'additionalProperties';
    messages.set(ownMessage ? text : instancePath, [instancePath, text]);
  }
  return [...messages.values()];
}

function place(file: CatalogueFile, document: Document, lines: LineCounter, at: string): string {
  const keys = at.split('/').slice(1);
  const node: unknown = keys.length === 0 ? document.contents : document.getIn(keys, true);
  const offset = isNode(node) ? node.range?.[0] : undefined;
  return offset === undefined ? `${file.path}: ` : `${file.path}:${lines.linePos(offset).line}: `;
}
