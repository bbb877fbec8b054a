/** URIs of files as paths and back; editors write them in different ways, as with `%3A` behind the letter of a drive. */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface FileUris {
  /** Null for what is no file of this machine. */
  readonly pathOf: (uri: string) => string | null;
  readonly uriOf: (file: string) => string;
  /** From a folder to what is in it, with `/`; null for what is not. */
  readonly within: (folder: string, file: string) => string | null;
  readonly join: (folder: string, name: string) => string;
}

/** For paths of `windows` or of any other system. */
export function fileUris(windows: boolean): FileUris {
  const paths = windows ? path.win32 : path.posix;
  return {
    pathOf: (uri) => {
      if (!/^file:/i.test(uri) || uri.includes('%00')) return null;
      try {
        const file = paths.normalize(fileURLToPath(uri, { windows }));
        return windows ? file.replace(/^[a-z]:/, (drive) => drive.toUpperCase()) : file;
      } catch {
        return null;
      }
    },
    uriOf: (file) => pathToFileURL(file, { windows }).href,
    within: (folder, file) => {
      const relative = paths.relative(folder, file);
      const isOutside = relative === '' || relative.split(paths.sep)[0] === '..' || paths.isAbsolute(relative);
      return isOutside ? null : relative.split(paths.sep).join('/');
    },
    join: (folder, name) => paths.join(folder, name),
  };
}
