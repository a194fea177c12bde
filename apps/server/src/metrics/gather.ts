import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client'

/** What a process tells of its numbers: plain data, to be sent from process to process. */
export type ProcessMetrics = readonly MetricObjectWithValues<MetricValue<string>>[]

/** The numbers of several processes as one text: counters, histograms and gauges are added up, lags are averaged. */
export async function textOfAll(all: readonly ProcessMetrics[]): Promise<string> {
  return await AggregatorRegistry.aggregate([...all]).metrics()
}
