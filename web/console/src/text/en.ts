// Every text of the console that is not a tag's name. Another language is another file with the same members.
const SIGNS: [string, string][] = [
  ['LIVE', 'the hours of a field\'s past arrive now, in step with the clock; “In the data” is when they were in that past'],
  ['▬', 'grey band of a bar: 5 % to 95 % of the last 30 days; the black mark is the value now'],
  ['▲ ▼', 'the value lies above or below that band'],
  ['OP WI', 'oil producer, water injector'],
  ['■ □', 'the well flows, is shut in'],
  ['◆ Bad', 'a gauge is dead, frozen or wrong: its values are gaps, with a purple line at the foot of a plot'],
  ['O G W I', 'oil, gas, water, injection: the life of the field at the top. Hatched: to come. Crossed: no rows. The frame is the window in view'],
];

export const en = {
  product: 'OpenFloData',
  nav: { label: 'Pages', field: 'Field', well: 'Well', analysis: 'Analysis', replay: 'Replay', system: 'System', skip: 'Skip to content' },
  settings: {
    open: 'Settings', units: 'Units', metric: 'Metric (Sm3, bar, degC)', field: 'Field (stb, psi, degF)', zone: 'Time zone',
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
    pausedDetail: 'The stream is paused: no hours arrive until it is resumed.', historicalDetail: (text: string, data: string) => `You look at the past: ${text}${data ? ` (in the data ${data})` : ''}. The stream goes on.`,
    emptyDetail: 'No stream was ever started.', progress: 'Progress of catching up',
  },
  strip: {
    label: 'Life of the field', window: 'Window in view', from: 'From', to: 'To', show: 'Show', whole: 'Whole life', reset: 'Back to live',
    help: 'Drag to choose a window; drag its edges to resize it. Arrow keys move the window, + and − resize it.',
    outage: (hours: number) => `outage of the source, ${hours} h`, loop: 'the data begins again', jump: 'jump (seek)', toCome: 'to come', seekTo: (text: string) => `Seek the stream to ${text} (time in the data)?`,
    seek: 'Seek', cancel: 'Cancel', playhead: 'Playhead: present place in the data', oil: 'Oil', gas: 'Gas', water: 'Water', injection: 'Injection',
    lastOf: { '24h': '24 h', '7d': '7 d', '30d': '30 d', '90d': '90 d', '1y': '1 y', all: 'All' } as Record<string, string>, span: 'Length of the window',
    summary: (from: string, to: string) => `${from} to ${to}`, inData: 'in the data', badTime: 'This is not a time. Write it as 2026-11-23 12:00.', badOrder: 'The end must be after the begin.',
    clock: 'Times are', clockLive: 'live times', clockData: 'times in the data',
    outside: (from: string, to: string) => `Nothing was streamed there: rows go from ${from} to ${to}.`,
  },
  chart: {
    table: 'Table', noValue: '–', noData: 'No data in this window.', plotOf: (title: string) => `Plot: ${title}. Arrow keys move the crosshair.`,
    hideLine: 'Hide this line', showLine: 'Show this line', statistics: 'In this window, lowest – median – highest:',
    loading: 'Loading', csv: 'CSV', png: 'PNG', time: 'Time', original: 'Time in the data', day: 'Production day',
  },
  table: { filter: 'Filter', rows: (shown: number, all: number) => (shown === all ? `${all} rows` : `${shown} of ${all} rows`), none: 'No row fits the filter.', sortBy: (title: string) => `Sort by ${title}` },
  fieldPage: {
    title: 'Field', totals: 'Totals of the field', wells: 'Wells', well: 'Well', type: 'Type', status: 'Status', since: 'Since', trend: 'Rate, 7 d', quality: 'Data quality', liveTime: 'live time', sinceLive: 'since: live time',
    asOf: (text: string) => `as of ${text}`, producer: 'Producer', injector: 'Injector', flowing: 'Flowing', shut: 'Shut in', stale: 'No data', all: 'All',
    normal: (low: string, high: string) => `normal ${low} to ${high}`, normalHelp: 'Band: 5 % to 95 % of the last 30 days of data', above: 'above normal', below: 'below normal',
    dayBefore: (text: string) => `${text} in 24 h`, byWell: 'Oil production by well', whole: 'Field', others: 'Others', voidage: 'Injection against production (at surface)',
    produced: 'Liquid produced', injected: 'Water injected', counts: (flowing: number, shut: number, stale: number) => `${flowing} flowing, ${shut} shut in${stale ? `, ${stale} without data` : ''}`,
    good: 'Good', bad: 'Bad', uncertain: 'Uncertain', filterWells: 'Filter wells', readError: 'The table could not be read',
    buckets: { auto: 'As they fit', pd: 'Production days', day: 'Calendar days', month: 'Months' },
    shownBy: (text: string) => `Charts: means by ${text}. The last one may not be over yet.`,
    wholePast: (text: string) => `${text} or before`,
  },
  intervals: { '1m': 'minute', '5m': '5 minutes', '15m': '15 minutes', '1h': 'hour', '6h': '6 hours', '12h': '12 hours', '1d': 'calendar day', '7d': 'week', '1mo': 'month', '1pd': 'production day' } as Record<string, string>,
  dayReport: {
    title: 'Production day', before: 'Day before', after: 'Next day', last: 'Last whole day', part: (hours: string, all: number) => `only ${hours} of ${all} h`, show: 'Show in charts', byWell: 'By well', hours: 'On stream',
    help: (zone: string) => `A day in the data, by the clock of ${zone}`, wells: (day: string) => `Volumes of ${day} by well`,
    noDate: (text: string) => `"${text}" is not a day. Write it as 2008-02-29.`, outside: (day: string, from: string, to: string) => `There are no rows of ${day}: the days in the data go from ${from} to ${to}.`,
  },
  wellPage: {
    choose: 'Well', previous: 'Previous well ([)', next: 'Next well (])', values: 'Newest values', bucket: 'Buckets',
    buckets: { auto: 'Hours', pd: 'Production days', day: 'Calendar days', month: 'Months' }, drag: 'Drag', dragZoom: 'zooms', dragPan: 'moves',
    crosshair: 'Point at a track: its values and time', coarser: (interval: string) => `more buckets than pixels: shown by ${interval}`, noRow: 'no row in the source', notMeasured: 'not measured',
    dayBefore: 'in 24 h', none: 'There is no well of this name.', loading: 'Reading the wells',
    tracks: { rates: 'Rates', ratios: 'Water cut and GOR', pressures: 'Pressures', temperatures: 'Temperatures', operation: 'Choke and time on stream' },
  },
  tagDetail: { title: 'In this window', lowest: 'Lowest', median: 'Median', highest: 'Highest', values: 'Values', missing: 'Missing', bad: 'Bad from … to', sampled: 'Of the points that the plot shows, not of every hour. Zoom in for every hour.' },
  analysis: {
    title: 'Analysis', well: 'Well', with: 'compared with', nobody: 'no other', period: 'Period', rate: 'Rate',
    periods: { 720: '30 d', 2160: '90 d', 4320: '180 d', 8760: '1 y' } as Record<string, string>, rates: { oil: 'Oil', gas: 'Gas', liquid: 'Liquid' } as Record<string, string>,
  },
  decline: {
    title: 'Decline', chart: (well: string) => `Rate while on stream, ${well}`, days: 'Days', leftOut: 'Left out', fit: 'Fit', forecast: 'Forecast', model: 'Model', qi: 'Initial rate', di: 'Decline in the first year',
    b: 'b', bound: 'at its bound', r2: 'R² (fit)', points: 'Days used / days', now: 'Rate now', eur: 'Remaining (curve)', range: 'P90 / P50 / P10', until: 'Down to', horizon: 'Forecast over',
    leftOutText: (days: string, before: string, reason: string) => `${days} days before ${before} were left out: the data does not go on there (${reason}).`,
  },
  productivity: {
    title: 'Productivity', oil: 'Index, oil', liquid: 'Index, liquid', injectivity: 'Injectivity index', words: 'In words', scatter: 'Scatter', reservoir: 'Reservoir pressure', flowing: 'Flowing pressure', drawdown: 'Drawdown', aof: 'Absolute open flow', points: 'Hours used / hours',
  },
  cumulative: { title: 'Cumulative', overTime: 'Cumulative production', oil: (well: string) => `Oil ${well}`, water: (well: string) => `Water ${well}`, watercut: (unit: string) => `Water cut against cumulative oil [${unit}]`, fraction: 'fraction' },
  compare: { title: 'Two wells compared', tag: 'Value' },
  replay: {
    title: 'Replay', place: 'Where the stream is', state: 'State', newest: 'Newest hour (live)', nextHour: 'Next hour (live)', whenResumed: 'when resumed', speedSet: 'Speed set',
    speedTrue: 'Speed measured here', measuring: 'after three commits', lag: 'Lag', none: 'none',
    states: { stopped: 'stopped', paused: 'paused', loading: 'loading the past', behind: 'catching up', streaming: 'streaming' } as Record<string, string>,
  },
  token: {
    title: 'Control', without: 'Everybody may look; control needs the bearer token. It is the setting REPLAY_TOKEN of the server. To set one, stop the server and start it like this:',
    example: 'export REPLAY_TOKEN=$(openssl rand -hex 24)\necho "$REPLAY_TOKEN"\nflodata up', label: 'Bearer token', keep: 'keep until this tab is closed', use: 'Use', there: 'A token is in memory. It is sent to this server only, with commands.', forget: 'Forget it',
  },
  transport: {
    title: 'Transport', pause: 'Pause', resume: 'Resume', hour: 'One hour', day: 'One day', speed: 'Speed', other: 'Other', set: 'Set', seek: 'Seek to', seekHelp: (zone: string) => `time in the data, ${zone}`,
    busy: 'The streamer carries the command out …', done: 'Done',
  },
  audit: {
    title: 'What each command did', none: 'No command yet.', at: 'Requested', command: 'Command', argument: 'Value', by: 'By', status: 'Result', effect: 'Before → after', detail: 'Detail', older: 'Older commands',
    paused: 'paused', resumed: 'resumed', nothing: 'nothing changed',
  },
  segments: {
    title: 'Stretches of the stream', number: 'No.', begins: 'Begins with', live: 'Live time', source: 'Time in the data', gap: 'Gap before', now: 'now',
    kinds: { start: 'start', jump: 'seek', resume: 'resume', speed: 'speed', source: 'new source', change: 'change' } as Record<string, string>,
  },
  system: {
    title: 'System', streamer: 'Streamer', database: 'Database', api: 'API', page: 'This page', links: 'Links', heard: 'Last heard', commits: 'Commits', newest: 'Newest hour', rowsLive: 'Rows live', rowsHistory: 'Rows of the past',
    commitTime: 'Mean time of a COMMIT', reconnects: 'Reconnects to the database', host: 'Host (process)', epoch: 'Epoch', source: 'Source', pending: 'Commands waiting', version: 'Version', clients: 'Clients connected', connections: 'Connections', streams: 'Event streams',
    inFlight: 'Memory of responses', connection: 'Event stream', commitsHere: 'Commits since the page was opened', rowsHere: 'Rows since then', heap: 'JavaScript heap', again: 'Read again', noAnswer: 'no answer', readAt: (text: string) => `as of ${text}`,
    databaseStates: { connected: 'connected', disconnected: 'disconnected' } as Record<string, string>, connectionStates: { connecting: 'connecting', open: 'open', lost: 'lost' } as Record<string, string>,
    linkList: [['/docs', 'the API, to try (Swagger UI)'], ['/redoc', 'the API, to read'], ['/openapi.json', 'the API, for programs'], ['/metrics', 'for Prometheus'], ['/health', 'for monitoring']] as [string, string][],
  },
  keys: {
    title: 'Keys', open: 'Signs and keys (?)', close: 'Close', signs: 'Signs',
    signList: SIGNS,
    list: [
      ['?', 'this list'], ['g f', 'Field page'], ['g w', 'Well page'], ['g a', 'Analysis page'], ['g r', 'Replay page'], ['g s', 'System page'],
      ['/', 'filter the wells'], ['l', 'back to live'], ['w', 'whole life'], ['← →', 'move the crosshair (in a plot), or the window'],
      ['Shift ← →', 'move the window'], ['+ −', 'zoom in, zoom out'], ['Home End', 'first or last value'], ['0', 'reset the window'], ['[ ]', 'previous well, next well'], ['Esc', 'close a dialog'],
    ] as [string, string][],
  },
  notFound: { title: 'No such page', text: 'The console has no page at this address.', back: 'To the field' },
};
