// How tags are called on screen: a letter for lines, a short name, a long name.
export interface TagText {
  letter: string;
  short: string;
  long: string;
  /** For a narrow column, where the trade has an abbreviation. */
  column?: string;
}

export const TAGS: Record<string, TagText> = {
  on_stream_hrs: { letter: 'S', short: 'On stream', long: 'Time on stream in the hour' },
  oil_rate: { letter: 'O', short: 'Oil', long: 'Oil rate' },
  gas_rate: { letter: 'G', short: 'Gas', long: 'Gas rate' },
  water_rate: { letter: 'W', short: 'Water', long: 'Water rate' },
  liquid_rate: { letter: 'L', short: 'Liquid', long: 'Liquid rate' },
  water_inj_rate: { letter: 'I', short: 'Injection', long: 'Water injection rate' },
  watercut: { letter: 'C', short: 'Water cut', long: 'Water cut' },
  gor: { letter: 'R', short: 'GOR', long: 'Gas-oil ratio' },
  avg_downhole_pressure: { letter: 'B', short: 'Downhole p', long: 'Downhole pressure', column: 'BHP' },
  avg_whp_p: { letter: 'P', short: 'Wellhead p', long: 'Wellhead pressure', column: 'WHP' },
  avg_annulus_press: { letter: 'A', short: 'Annulus p', long: 'Annulus pressure' },
  avg_dp_tubing: { letter: 'D', short: 'Tubing Δp', long: 'Pressure drop of the tubing' },
  dp_choke_size: { letter: 'K', short: 'Choke Δp', long: 'Pressure drop of the choke' },
  avg_downhole_temperature: { letter: 'T', short: 'Downhole T', long: 'Downhole temperature' },
  avg_wht_p: { letter: 'H', short: 'Wellhead T', long: 'Wellhead temperature' },
  avg_choke_size_p: { letter: 'K', short: 'Choke', long: 'Choke opening' },
};

export function tagText(tag: string): TagText {
  return TAGS[tag] ?? { letter: tag.slice(0, 1).toUpperCase(), short: tag, long: tag };
}

// The rules of docs/formats/hourly_dataset.md, as a reason that fits into a line.
export const RULES: Record<string, string> = {
  R1: 'hours beyond the length of the day: clipped',
  R2: 'volume without hours: spread over the day',
  R3: 'hours without volume: kept',
  R4: 'negative volume: served as 0',
  R5: 'gauge dead or frozen',
  R6: 'day missing in the source',
  R7: 'well type and flow contradict each other',
  R8: 'gauge off while the well is shut in',
  R9: 'volume impossible for its hours',
  R10: 'computed: the daily mean is over the hours on stream',
  R11: 'sample missing',
  R12: 'spike',
  R13: 'transmitter stalled',
  R14: 'slug',
};
