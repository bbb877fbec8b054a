/** Files of a plant as its repository calls them. */

/** `folder` is the plant's, from the top of the repository; empty when the plant is the repository. */
export function pathFromTop(file: string, folder: string): string {
  return folder === '' ? file : `${folder}/${file}`;
}
