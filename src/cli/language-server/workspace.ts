/** The plants that somebody works on, by the files that are open. */
import { isPlantFile } from '../../platform/open-plant-folder.ts';
import { isPlantRoot } from '../../platform/plant-folder.ts';
import type { FileUris } from './file-uris.ts';
import { type FindingBoard, openFindingBoard } from './finding-board.ts';
import type { PlantSession } from './plant-session.ts';

export interface OpenPlant {
  readonly session: PlantSession;
  readonly board: FindingBoard;
  /** URIs of open files as the editor writes them, by path from the plant's folder. */
  readonly uris: Map<string, string>;
  /** URIs that findings were published for. */
  readonly published: Map<string, string>;
}

/** A file that is open in a plant. */
export interface Place {
  readonly plant: OpenPlant;
  /** Path from the plant's folder. */
  readonly file: string;
}

export interface Workspace {
  readonly plants: () => Iterable<OpenPlant>;
  /** Null for a file that is in no plant. */
  readonly placeOf: (uri: string) => Place | null;
  /** Finds the plant of a file that is opened, or was saved where it had none. */
  readonly open: (uri: string) => Place | null;
  /** The plant is gone from here when nothing of it is open any more. */
  readonly close: (uri: string) => Place | null;
  readonly uriOf: (plant: OpenPlant, file: string) => string;
}

export function openWorkspace(uris: FileUris, openSession: (root: string) => PlantSession): Workspace {
  const plants = new Map<string, OpenPlant>();
  const places = new Map<string, Place>();
  return {
    plants: () => plants.values(),
    placeOf: (uri) => places.get(uri) ?? null,
    open: (uri) => {
      const found = locate(uri, uris, plants);
      if (found === null) return null;
      const plant = plants.get(found.root) ?? {
        session: openSession(found.root),
        board: openFindingBoard(),
        uris: new Map<string, string>(),
        published: new Map<string, string>(),
      };
      plants.set(found.root, plant);
      plant.uris.set(found.file, uri);
      const place = { plant, file: found.file };
      places.set(uri, place);
      return place;
    },
    close: (uri) => {
      const place = places.get(uri) ?? null;
      if (place === null) return null;
      places.delete(uri);
      place.plant.uris.delete(place.file);
      if (place.plant.uris.size === 0) plants.delete(place.plant.session.root);
      return place;
    },
    uriOf: (plant, file) => plant.uris.get(file) ?? uris.uriOf(uris.join(plant.session.root, file)),
  };
}

/** The nearest folder above that is a plant's, or would be if `plant.yaml` were saved; what the plant does not read is in none. */
function locate(
  uri: string,
  uris: FileUris,
  plants: ReadonlyMap<string, OpenPlant>,
): { readonly root: string; readonly file: string } | null {
  const path = uris.pathOf(uri);
  if (path === null) return null;
  for (let folder = uris.join(path, '..'); ; folder = uris.join(folder, '..')) {
    const file = uris.within(folder, path);
    if (file === null) return null;
    if (file === 'plant.yaml' || plants.has(folder) || isPlantRoot(folder))
      return isPlantFile(file) ? { root: folder, file } : null;
    if (uris.join(folder, '..') === folder) return null;
  }
}
