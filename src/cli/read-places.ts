/** Reads recordings for the frames or lines that a person asks about, each file once. */
import { createAggregator } from '../flows/aggregate.ts';
import type { FlowContext } from '../flows/flow-context.ts';
import { createPlaceTrace } from '../flows/place-trace.ts';
import { readFlows } from '../flows/read-flows.ts';
import type { TracedPlace } from '../model/traced-place.ts';
import { listFlowFiles } from '../platform/flow-files.ts';
import { PlatformError } from '../platform/platform-error.ts';
import type { AskedPlaces } from './question.ts';

/** Every place that was asked for; one that the file does not have is the user's mistake, and says what there is. */
export async function readPlaces(
  { file, positions }: AskedPlaces,
  folder: string,
  context: FlowContext,
): Promise<readonly TracedPlace[]> {
  const [found, ...others] = listFlowFiles([file], folder);
  if (found === undefined || others.length > 0)
    throw new PlatformError('usage', `${file} is not one file; name the file that the frame or line is in`);
  const wanted = new Set(positions);
  const trace = createPlaceTrace((position) => wanted.has(position));
  // A row says here what it says by itself, since no other log of the run is read.
  const traced: FlowContext = { ...context, trace, laterLogs: 'none' };
  const aggregator = createAggregator(traced);
  const { format, problems } = await readFlows({ file: found.name, chunks: found.open() }, traced, aggregator);
  if (format === 'unknown')
    throw new PlatformError('usage', `${file} is no capture and no log: ${problems[0]?.reason ?? 'unknown format'}`);
  const places = trace.places(found.name, aggregator.conversationOf);
  const last = trace.last();
  const missing = positions.find((position) => !places.some((place) => place.position === position));
  if (missing === undefined) return places;
  const count = last.position.toLocaleString('en-US');
  const has = last.position === 0 ? 'nothing in it' : `${count} ${last.unit}${last.position === 1 ? '' : 's'}`;
  throw new PlatformError('usage', `there is no ${last.unit} ${missing} in ${file}, which has ${has}`);
}
