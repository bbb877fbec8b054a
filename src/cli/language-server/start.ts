/** Starts the language server on the standard streams; its process ends with the connection. */
import { createConnection } from 'vscode-languageserver/node';
import { loadCatalogue } from '../../compiler/compile.ts';
import { dialects } from '../../exporters/registry.ts';
import { packageManifest } from '../../platform/package-manifest.ts';
import { readShippedFiles } from '../../platform/shipped-files.ts';
import { standardStreams } from '../../platform/standard-streams.ts';
import { serveEditor } from './serve.ts';

export function startLanguageServer(): void {
  const { input, output } = standardStreams;
  const connection = createConnection(input, output);
  serveEditor(connection, packageManifest().version, () => {
    const shipped = readShippedFiles();
    return {
      catalogue: loadCatalogue(shipped),
      plantSchema: shipped.plantSchema,
      testsSchema: shipped.testsSchema,
      dialects: dialects.map(({ name }) => name),
      rules: [],
    };
  });
}
