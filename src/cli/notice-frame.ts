/** What a document for a code review says besides its notices. */
import { pathInRepository } from '../platform/git-plant.ts';
import { packageManifest } from '../platform/package-manifest.ts';
import type { NoticeFrame } from '../report/review/render-notices.ts';
import { exitCodeFor, exitCodes, type FailOn } from './exit-code.ts';

/** `root` is the plant's folder; what makes the run fail is what counts in the document. */
export async function noticeFrame(plant: string, root: string, failOn: FailOn): Promise<NoticeFrame> {
  return {
    plant,
    folder: await pathInRepository(root),
    version: packageManifest().version,
    counts: (severity) => exitCodeFor([severity], failOn) === exitCodes.findings,
  };
}
