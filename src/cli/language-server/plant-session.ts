/** One plant while somebody works on it: what is open, and how it looks now. */
import { type FileReading, rememberFiles } from '../../compiler/parse/read-file.ts';
import {
  isSound,
  type LanguageSetting,
  type PlantView,
  readViewed,
  type ViewedFiles,
  viewPlant,
} from '../../language/plant-view.ts';
import { type OpenPlantFolder, readOpenPlantFolder } from '../../platform/open-plant-folder.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { nextTurn } from '../../platform/threads/starter.ts';

export interface PlantSession {
  readonly root: string;
  /** Open texts by their path from the plant's folder. */
  readonly open: Map<string, string>;
  /** The view as far as it is ready; it may be older than the texts. */
  readonly known: () => PlantView;
  /** The view of the texts as they are; of one that changes meanwhile, the new one. */
  readonly current: () => Promise<PlantView>;
  /** Something has changed: an open text, or files on the disk. */
  readonly touch: (what: 'text' | 'disk') => void;
}

/** `setting` is asked each time, since it learns. */
export function openPlantSession(root: string, setting: () => LanguageSetting): PlantSession {
  const open = new Map<string, string>();
  const read = rememberFiles();
  const sound = new Map<string, FileReading>();
  let folder: OpenPlantFolder | null = null;
  let view: PlantView | null = null;
  let isFresh = false;
  let refreshing: Promise<PlantView> | null = null;

  const files = (): ViewedFiles => {
    folder ??= readFolder(root, open);
    const now = (texts: OpenPlantFolder['yaml']) =>
      texts.map(({ path, text }) => ({ path, text: open.get(path) ?? text }));
    return {
      yaml: withinReach(now(folder.yaml), open),
      tests: withinReach(now(folder.tests), open),
      rego: now([...folder.rego, ...folder.rules]),
    };
  };

  /** File by file, so that whoever types meanwhile is heard. */
  const refresh = async (): Promise<PlantView> => {
    for (;;) {
      isFresh = true;
      const all = files();
      const ready = { yaml: [...all.yaml].slice(0, 0), tests: [...all.tests].slice(0, 0), rego: all.rego };
      for (const file of [...all.yaml, ...all.tests]) {
        const reading = readViewed(file, setting(), read);
        if (isSound(reading)) sound.set(file.path, reading);
        (file.path.startsWith('tests/') ? ready.tests : ready.yaml).push(file);
        // A first view grows, so that there is something to propose while a large plant is read.
        if (view === null || view.readings.size < ready.yaml.length)
          view = viewPlant(ready, setting(), read, sound, view);
        await nextTurn();
        if (!isFresh) break;
      }
      if (!isFresh) continue;
      view = viewPlant(all, setting(), read, sound, view);
      return view;
    }
  };

  return {
    root,
    open,
    known: () => view ?? viewPlant({ yaml: [], tests: [], rego: [] }, setting(), read),
    current: async () => {
      if (isFresh && view !== null && refreshing === null) return view;
      refreshing ??= refresh().finally(() => {
        refreshing = null;
      });
      return refreshing;
    },
    touch: (what) => {
      isFresh = false;
      if (what === 'disk') folder = null;
    },
  };
}

/** Texts of a plant that are looked at while somebody types, in code units; what is read of them takes thirty times as much. */
const reach = 32 * 1024 * 1024;

/** What is open first, then the others in their order. */
function withinReach(texts: ViewedFiles['yaml'], open: ReadonlyMap<string, string>): ViewedFiles['yaml'] {
  let size = 0;
  const isNear = ({ path, text }: { readonly path: string; readonly text: string }): boolean => {
    size += text.length;
    return open.has(path) || size <= reach;
  };
  return texts.filter(isNear);
}

/** Of a folder that went away, what is open is left. */
function readFolder(root: string, open: ReadonlyMap<string, string>): OpenPlantFolder {
  try {
    return readOpenPlantFolder(root, open);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const texts = [...open].map(([path, text]) => ({ path, text }));
    const yaml = texts.filter(({ path }) => path.endsWith('.yaml') && !path.startsWith('tests/'));
    return { root, yaml, tests: [], rego: [], rules: [] };
  }
}
