// Every text of the console that is not a tag's name. Another language is another file with the same members.
export const en = {
  product: 'OpenFloData',
  nav: { label: 'Pages', field: 'Field', well: 'Well', analysis: 'Analysis', replay: 'Replay', system: 'System', skip: 'Skip to content' },
  settings: {
    open: 'Settings', units: 'Units', metric: 'Metric (Sm³, bar, °C)', field: 'Field (stb, psi, °F)', zone: 'Time zone',
    zoneField: (name: string) => `Field (${name})`, zoneBrowser: (name: string) => `Browser (${name})`, zoneUtc: 'UTC', theme: 'Theme', auto: 'As the system', light: 'Light', dark: 'Dark',
    close: 'Close',
  },
  badge: {
    label: 'Is this live?', live: 'LIVE', catching: 'CATCHING UP', paused: 'PAUSED', historical: 'HISTORICAL', stopped: 'STOPPED', offline: 'OFFLINE',
    connecting: 'CONNECTING', empty: 'NO STREAM',
    liveTime: 'Live time', sourceTime: 'In the data', speed: 'Speed', loop: 'Loop', next: 'Next hour', nextIn: (text: string) => `in ${text}`,
    due: 'due now', back: 'Back to live', lag: (text: string) => `${text} behind`, since: (text: string) => `since ${text}`,
    offlineDetail: (text: string) => `No answer from the server since ${text}. The console reconnects by itself.`,
    stoppedDetail: (text: string) => `No streamer has been heard since ${text}. Hours arrive again when it runs.`,
    pausedDetail: 'The stream is paused: no hours arrive until it is resumed.', historicalDetail: (text: string) => `You look at the past: ${text}. The stream goes on.`,
    emptyDetail: 'No stream was ever started.', progress: 'Progress of catching up',
  },
  strip: {
    label: 'Life of the field', window: 'Window in view', from: 'From', to: 'To', show: 'Show', whole: 'Whole life', reset: 'Back to live',
    help: 'Drag to choose a window; drag its edges to resize it. Arrow keys move the window, + and − resize it.',
    outage: (hours: number) => `outage of the source, ${hours} h`, loop: 'the data begins again', jump: 'jump (seek)', toCome: 'to come', seekTo: (text: string) => `Seek the stream to ${text} (time in the data)?`,
    seek: 'Seek', cancel: 'Cancel', playhead: 'Playhead: present place in the data', oil: 'Oil', gas: 'Gas', water: 'Water', injection: 'Injection',
    lastOf: { '24h': '24 h', '7d': '7 d', '30d': '30 d', '90d': '90 d', '1y': '1 y', all: 'All' } as Record<string, string>, span: 'Length of the window',
    summary: (from: string, to: string) => `${from} to ${to}`, inData: 'in the data', badTime: 'This is not a time. Write it as 2026-11-23 12:00.',
  },
  chart: {
    table: 'Table', noValue: '–', noData: 'No data in this window.', plotOf: (title: string) => `Plot: ${title}. Arrow keys move the crosshair.`,
    loading: 'Loading', csv: 'CSV', png: 'PNG', time: 'Time', original: 'Time in the data', day: 'Production day',
  },
  table: { filter: 'Filter', rows: (shown: number, all: number) => (shown === all ? `${all} rows` : `${shown} of ${all} rows`), none: 'No row fits the filter.', sortBy: (title: string) => `Sort by ${title}` },
  fieldPage: {
    title: 'Field', totals: 'Totals of the field', wells: 'Wells', well: 'Well', type: 'Type', status: 'Status', since: 'Since', trend: '7 days', quality: 'Data quality',
    asOf: (text: string) => `as of ${text}`, producer: 'Producer', injector: 'Injector', flowing: 'Flowing', shut: 'Shut in', stale: 'No data', all: 'All',
    normal: (low: string, high: string) => `normal ${low} to ${high}`, normalHelp: 'Band: 5 % to 95 % of the last 30 days of data', above: 'above normal', below: 'below normal',
    dayBefore: (text: string) => `${text} in 24 h`, byWell: 'Oil production by well', others: 'Others', voidage: 'Injection against production (at surface)',
    produced: 'Liquid produced', injected: 'Water injected', counts: (flowing: number, shut: number, stale: number) => `${flowing} flowing, ${shut} shut in${stale ? `, ${stale} without data` : ''}`,
    good: 'Good', bad: 'Bad', uncertain: 'Uncertain', filterWells: 'Filter wells', readError: 'The table could not be read',
    wholePast: (text: string) => `${text} or before`,
  },
  wellPage: {
    choose: 'Well', previous: 'Previous well ([)', next: 'Next well (])', values: 'Newest values', bucket: 'Buckets',
    buckets: { auto: 'Hours', pd: 'Production days', day: 'Calendar days', month: 'Months' }, drag: 'Drag', dragZoom: 'zooms', dragPan: 'moves',
    crosshair: 'Point at a track: its values and time', coarser: (interval: string) => `more buckets than pixels: shown by ${interval}`, noRow: 'no row in the source', notMeasured: 'not measured',
    dayBefore: 'in 24 h', none: 'There is no well of this name.', loading: 'Reading the wells',
    tracks: { rates: 'Rates', ratios: 'Water cut and GOR', pressures: 'Pressures', temperatures: 'Temperatures', operation: 'Choke and time on stream' },
  },
  tagDetail: { title: 'In this window', lowest: 'Lowest', median: 'Median', highest: 'Highest', values: 'Values', missing: 'Missing', bad: 'Bad from … to', sampled: 'Of the points that the plot shows, not of every hour. Zoom in for every hour.' },
  keys: {
    title: 'Keys', open: 'Keys (?)', close: 'Close',
    list: [
      ['?', 'this list'], ['g f', 'Field page'], ['g w', 'Well page'], ['g a', 'Analysis page'], ['g r', 'Replay page'], ['g s', 'System page'],
      ['/', 'filter the wells'], ['l', 'back to live'], ['w', 'whole life'], ['← →', 'move the crosshair (in a plot), or the window'],
      ['Shift ← →', 'move the window'], ['+ −', 'zoom in, zoom out'], ['Home End', 'first or last value'], ['0', 'reset the window'], ['[ ]', 'previous well, next well'], ['Esc', 'close a dialog'],
    ] as [string, string][],
  },
  notFound: { title: 'No such page', text: 'The console has no page at this address.', back: 'To the field' },
};
