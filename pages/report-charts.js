// How each chart of a report is drawn: Vega's specifications, as functions of the numbers.
const chartConfig = {
  font: 'system-ui, sans-serif',
  axis: {
    domainColor: 'var(--line)', gridColor: 'var(--line)', tickColor: 'var(--line)', labelColor: 'var(--soft)',
    titleColor: 'var(--soft)', labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', titlePadding: 8,
    labelFont: 'system-ui, sans-serif', titleFont: 'system-ui, sans-serif', gridOpacity: 0.7,
  },
  legend: {
    labelColor: 'var(--text)', labelFontSize: 12, labelFont: 'system-ui, sans-serif', orient: 'top', direction: 'horizontal',
    columnPadding: 24, offset: 8, symbolStrokeWidth: 2.5, symbolSize: 140,
  },
}

const percent = value => (value * 100).toFixed(1) + ' %'
const chartBase = (height, parts) => ({
  height, padding: { left: 2, right: 8, top: 4, bottom: 2 }, autosize: { type: 'fit', contains: 'padding' }, ...parts,
})
const scaled = (scale, field) => ({ scale, field })

// What is under the pointer answers, over the whole height: strips from `low` to `high` of the x scale.
const strips = data => ({
  type: 'rect', from: { data }, encode: {
    enter: { y: { value: 0 }, fill: { value: 'var(--text)' }, fillOpacity: { value: 0 }, tooltip: { field: 'words' } },
    update: {
      x: scaled('x', 'low'), x2: scaled('x', 'high'), y2: { signal: 'height' }, fillOpacity: { value: 0 },
    },
    hover: { fillOpacity: { value: 0.06 } },
  },
})

const curve = (name, field, format) => ({ epochs, best }) => {
  const kinds = [['training', 'training' + field], ['validation', 'validation' + field]]
  const number = value => format === '.0%' ? percent(value) : value.toFixed(3)
  const points = kinds.flatMap(([kind, key]) =>
    epochs.filter(entry => entry[key] != null).map(entry => ({ kind, epoch: entry.epoch, value: entry[key] })))
  const words = entry => [`epoch ${entry.epoch}${entry.epoch === best ? ' (kept)' : ''}`,
    ...kinds.filter(([, key]) => entry[key] != null).map(([kind, key]) => `${kind} ${name} ${number(entry[key])}`),
    ...entry.learningRate == null ? [] : [`learning rate ${entry.learningRate.toPrecision(3)}`]].join('\n')
  return chartBase(260, {
    data: [
      { name: 'points', values: points },
      { name: 'strips', values: epochs.map(entry => ({ low: entry.epoch - 0.5, high: entry.epoch + 0.5, words: words(entry) })) },
      { name: 'best', values: [{ epoch: best }] },
    ],
    scales: [
      { name: 'x', domain: [epochs[0].epoch - 0.5, epochs[epochs.length - 1].epoch + 0.5], range: 'width', zero: false, nice: false },
      { name: 'y', domain: { data: 'points', field: 'value' }, range: 'height', nice: true, zero: false },
      { name: 'color', type: 'ordinal', domain: kinds.map(([kind]) => kind), range: ['var(--soft)', 'var(--accent)'] },
    ],
    axes: [
      { scale: 'y', orient: 'left', grid: true, domain: false, ticks: false, format, tickCount: 5, labelPadding: 6 },
      { scale: 'x', orient: 'bottom', title: 'epoch', format: 'd', tickMinStep: 1, tickCount: { signal: 'width / 60' } },
    ],
    legends: [{ stroke: 'color', symbolType: 'stroke' }],
    marks: [
      { type: 'rule', from: { data: 'best' }, encode: { enter: { stroke: { value: 'var(--accent)' }, strokeDash: { value: [4, 4] } },
        update: { x: scaled('x', 'epoch'), y: { value: 0 }, y2: { signal: 'height' } } } },
      { type: 'group', from: { facet: { name: 'line', data: 'points', groupby: 'kind' } }, marks: [
        { type: 'line', from: { data: 'line' }, encode: {
          enter: { stroke: scaled('color', 'kind'), strokeWidth: { value: 2.5 }, strokeJoin: { value: 'round' } },
          update: { x: scaled('x', 'epoch'), y: scaled('y', 'value') } } },
        { type: 'symbol', from: { data: 'line' }, encode: {
          enter: { fill: scaled('color', 'kind'), size: { value: points.length > 80 ? 0 : 36 } },
          update: { x: scaled('x', 'epoch'), y: scaled('y', 'value') } } },
      ] },
      strips('strips'),
    ],
  })
}

// A thin line a fold, a thick one for the mean of them all.
const foldCurve = (name, field, format) => ({ folds, means }) => {
  const number = value => format === '.0%' ? percent(value) : value.toFixed(3)
  const kinds = [['training', 'training' + field], ['validation', 'validation' + field]]
    .filter(([, key]) => folds.some(({ epochs }) => epochs.some(entry => entry[key] != null)))
  const pointsOf = (epochs, fold) => kinds.flatMap(([kind, key]) => epochs.filter(entry => entry[key] != null)
    .map(entry => ({ kind, line: `${kind} ${fold}`, epoch: entry.epoch, value: entry[key] })))
  const points = folds.flatMap(fold => pointsOf(fold.epochs, fold.name))
  const last = Math.max(...points.map(point => point.epoch))
  const words = entry => [`epoch ${entry.epoch}, mean of the folds`,
    ...kinds.filter(([, key]) => entry[key] != null).map(([kind, key]) => `${kind} ${name} ${number(entry[key])}`)].join('\n')
  const lines = (data, width, opacity, size) => ({ type: 'group', from: { facet: { name: data + 'Line', data, groupby: 'line' } }, marks: [
    { type: 'line', from: { data: data + 'Line' }, encode: {
      enter: { stroke: scaled('color', 'kind'), strokeWidth: { value: width }, strokeOpacity: { value: opacity },
        strokeJoin: { value: 'round' } },
      update: { x: scaled('x', 'epoch'), y: scaled('y', 'value') } } },
    { type: 'symbol', from: { data: data + 'Line' }, encode: {
      enter: { fill: scaled('color', 'kind'), fillOpacity: { value: opacity }, size: { value: last > 40 ? 0 : size } },
      update: { x: scaled('x', 'epoch'), y: scaled('y', 'value') } } },
  ] })
  return chartBase(260, {
    data: [
      { name: 'points', values: points },
      { name: 'means', values: pointsOf(means, 'mean') },
      { name: 'strips', values: means.map(entry => ({ low: entry.epoch - 0.5, high: entry.epoch + 0.5, words: words(entry) })) },
    ],
    scales: [
      { name: 'x', domain: [0.5, last + 0.5], range: 'width', zero: false, nice: false },
      { name: 'y', domain: { data: 'points', field: 'value' }, range: 'height', nice: true, zero: false },
      { name: 'color', type: 'ordinal', domain: ['training', 'validation'], range: ['var(--soft)', 'var(--accent)'] },
    ],
    axes: [
      { scale: 'y', orient: 'left', grid: true, domain: false, ticks: false, format, tickCount: 5, labelPadding: 6 },
      { scale: 'x', orient: 'bottom', title: 'epoch', format: 'd', tickMinStep: 1, tickCount: { signal: 'width / 60' } },
    ],
    legends: [{ stroke: 'color', symbolType: 'stroke', values: kinds.map(([kind]) => kind) }],
    marks: [lines('points', 1, 0.45, 6), lines('means', 3, 1, 40), strips('strips')],
  })
}

const folds = ({ repeats, scores, means }) => chartBase(70 * means.length + 50, {
  data: [
    { name: 'scores', values: scores.map(entry => ({ ...entry, shift: repeats > 1 ? (entry.repeat - 1) / (repeats - 1) - 0.5 : 0,
      words: `${entry.metric} ${percent(entry.value)}\nrepeat ${entry.repeat}, fold ${entry.fold}, ${entry.items} pictures` })) },
    { name: 'means', values: means.map(entry => ({ ...entry,
      words: `${entry.metric}: mean ${percent(entry.mean)}`
        + (entry.low == null ? '' : `\n95 % interval ${percent(entry.low)} to ${percent(entry.high)}`) })) },
    { name: 'intervals', source: 'means', transform: [{ type: 'filter', expr: 'isValid(datum.low)' }] },
  ],
  scales: [
    { name: 'x', range: 'width', nice: true, zero: false, domain: { fields: [
      { data: 'scores', field: 'value' }, { data: 'intervals', field: 'low' }, { data: 'intervals', field: 'high' }] } },
    { name: 'y', type: 'band', domain: means.map(entry => entry.metric), range: 'height', paddingInner: 0.25, paddingOuter: 0.1 },
  ],
  axes: [
    { scale: 'x', orient: 'bottom', format: '.0%', grid: true, domain: false, tickCount: { signal: 'width / 90' } },
    { scale: 'y', orient: 'left', domain: false, ticks: false, labelPadding: 10, labelColor: 'var(--text)', labelFontSize: 13 },
  ],
  marks: [
    { type: 'rect', from: { data: 'intervals' }, encode: {
      enter: { fill: { value: 'var(--accent)' }, fillOpacity: { value: 0.16 }, cornerRadius: { value: 4 }, tooltip: { field: 'words' } },
      update: { x: scaled('x', 'low'), x2: scaled('x', 'high'), y: scaled('y', 'metric'), height: { scale: 'y', band: 1 } },
      hover: { fillOpacity: { value: 0.26 } } } },
    { type: 'rule', from: { data: 'means' }, encode: {
      enter: { stroke: { value: 'var(--accent)' }, strokeWidth: { value: 2.5 }, tooltip: { field: 'words' } },
      update: { x: scaled('x', 'mean'), y: scaled('y', 'metric'), y2: { scale: 'y', field: 'metric', band: 1 } } } },
    { type: 'symbol', from: { data: 'scores' }, encode: {
      enter: { fill: { value: 'var(--text)' }, stroke: { value: 'var(--back)' }, strokeWidth: { value: 1 }, size: { value: 70 },
        tooltip: { field: 'words' } },
      update: { x: scaled('x', 'value'), fillOpacity: { value: 0.7 }, size: { value: 70 },
        y: { scale: 'y', field: 'metric', band: 0.5, offset: { signal: `datum.shift * bandwidth('y') * 0.6` } } },
      hover: { fillOpacity: { value: 1 }, size: { value: 130 } } } },
  ],
})

// Bars are intervals; the line is a curve through the points, dashed where nobody has looked.
const growingTraining = ({ points, fitted }) => {
  const last = points[points.length - 1].pictures
  const seen = fitted.filter(point => point.pictures <= last)
  const values = points.map(point => ({ ...point, words: `trained on ${point.pictures} pictures\naccuracy ${percent(point.accuracy)}`
    + (point.low == null ? '' : `\n95 % interval ${percent(point.low)} to ${percent(point.high)}`) }))
  const line = (data, dash) => ({ type: 'line', from: { data }, encode: {
    enter: { stroke: { value: 'var(--accent)' }, strokeWidth: { value: 2 }, strokeOpacity: { value: 0.7 }, strokeDash: { value: dash } },
    update: { x: scaled('x', 'pictures'), y: scaled('y', 'accuracy') } } })
  return chartBase(280, {
    data: [
      { name: 'points', values },
      { name: 'intervals', source: 'points', transform: [{ type: 'filter', expr: 'isValid(datum.low)' }] },
      { name: 'seen', values: seen },
      { name: 'unseen', values: fitted.slice(Math.max(0, seen.length - 1)) },
    ],
    scales: [
      { name: 'x', domain: [0, (fitted.length ? 2 : 1) * last * 1.03], range: 'width', zero: true, nice: false },
      { name: 'y', range: 'height', nice: true, zero: false, domain: { fields: [{ data: 'points', field: 'accuracy' },
        { data: 'intervals', field: 'low' }, { data: 'intervals', field: 'high' }, { data: 'unseen', field: 'accuracy' }] } },
    ],
    axes: [
      { scale: 'y', orient: 'left', title: 'accuracy', format: '.0%', tickCount: 5, grid: true, domain: false, ticks: false, labelPadding: 6,
        minExtent: 40 },
      { scale: 'x', orient: 'bottom', title: 'training pictures', format: 'd', tickMinStep: 1, tickCount: { signal: 'width / 80' } },
    ],
    marks: [
      line('seen', []), line('unseen', [5, 4]),
      { type: 'rule', from: { data: 'intervals' }, encode: {
        enter: { stroke: { value: 'var(--accent)' }, strokeWidth: { value: 5 }, strokeOpacity: { value: 0.25 }, tooltip: { field: 'words' } },
        update: { x: scaled('x', 'pictures'), y: scaled('y', 'low'), y2: scaled('y', 'high') } } },
      { type: 'symbol', from: { data: 'points' }, encode: {
        enter: { fill: { value: 'var(--text)' }, stroke: { value: 'var(--back)' }, strokeWidth: { value: 1 }, size: { value: 90 },
          tooltip: { field: 'words' } },
        update: { x: scaled('x', 'pictures'), y: scaled('y', 'accuracy'), size: { value: 90 } },
        hover: { size: { value: 150 } } } },
    ],
  })
}

// One change of many: the strengths by their place, the line across is the accuracy without it.
const change = ({ accuracy, changes }, classes, place) => {
  const levels = changes[Number(place.part)].levels.map(level => ({ ...level, low: level.interval[0], high: level.interval[1],
    label: level.strength.toPrecision(3).replace(/\.?0+$/, ''),
    words: `${level.words}\naccuracy ${percent(level.accuracy)}\n95 % interval ${percent(level.interval[0])} to `
      + `${percent(level.interval[1])}\nwithout it ${percent(accuracy)}` }))
  return chartBase(110, {
    data: [{ name: 'levels', values: levels }, { name: 'clean', values: [{ accuracy }] }],
    scales: [
      { name: 'x', type: 'point', domain: levels.map(level => level.label), range: 'width', padding: 0.5 },
      unit('y', 'height'),
    ],
    axes: [
      { scale: 'y', orient: 'left', format: '.0%', values: [0, 0.5, 1], grid: true, domain: false, ticks: false, labelPadding: 4, minExtent: 34 },
      { scale: 'x', orient: 'bottom', labels: levels.length > 1 },
    ],
    marks: [
      { type: 'rule', from: { data: 'clean' }, encode: { enter: { stroke: { value: 'var(--text)' }, strokeDash: { value: [4, 4] },
        strokeOpacity: { value: 0.6 } }, update: { x: { value: 0 }, x2: { signal: 'width' }, y: scaled('y', 'accuracy') } } },
      { type: 'line', from: { data: 'levels' }, encode: {
        enter: { stroke: { value: 'var(--accent)' }, strokeWidth: { value: 2 } },
        update: { x: scaled('x', 'label'), y: scaled('y', 'accuracy') } } },
      { type: 'rule', from: { data: 'levels' }, encode: {
        enter: { stroke: { value: 'var(--accent)' }, strokeWidth: { value: 5 }, strokeOpacity: { value: 0.25 }, tooltip: { field: 'words' } },
        update: { x: scaled('x', 'label'), y: scaled('y', 'low'), y2: scaled('y', 'high') } } },
      { type: 'symbol', from: { data: 'levels' }, encode: {
        enter: { fill: { value: 'var(--accent)' }, size: { value: 60 }, tooltip: { field: 'words' } },
        update: { x: scaled('x', 'label'), y: scaled('y', 'accuracy'), size: { value: 60 } }, hover: { size: { value: 110 } } } },
    ],
  })
}

const unit = (name, range) => ({ name, domain: [0, 1], range })
const shareAxes = (x, y) => [
  { scale: 'x', orient: 'bottom', title: x, format: '.0%', tickCount: 5 },
  { scale: 'y', orient: 'left', title: y, format: '.0%', tickCount: 5, grid: true, domain: false, ticks: false, labelPadding: 6, minExtent: 40 },
]

const reliability = bins => chartBase(280, {
  data: [{ name: 'bins', values: bins.filter(bin => bin.count > 0).map(bin => ({ ...bin,
    words: `confidence ${percent(bin.low)} to ${percent(bin.high)}\n${bin.count} pictures\n`
      + `mean confidence ${percent(bin.confidence)}\naccuracy ${percent(bin.accuracy)}` })) }],
  scales: [unit('x', 'width'), unit('y', 'height')],
  axes: shareAxes('confidence', 'accuracy'),
  marks: [
    { type: 'rect', from: { data: 'bins' }, encode: {
      enter: { fill: { value: 'var(--accent)' }, fillOpacity: { value: 0.55 } },
      update: { x: { scale: 'x', field: 'low', offset: 1 }, x2: { scale: 'x', field: 'high', offset: -1 },
        y: scaled('y', 'accuracy'), y2: { scale: 'y', value: 0 } } } },
    ...[['var(--back)', 1], ['var(--bad)', 0.35]].map(([fill, opacity]) => ({ type: 'rect', from: { data: 'bins' }, encode: {
      enter: { fill: { value: fill }, fillOpacity: { value: opacity } },
      update: { x: { scale: 'x', field: 'low', offset: 1 }, x2: { scale: 'x', field: 'high', offset: -1 },
        y: scaled('y', 'accuracy'), y2: scaled('y', 'confidence') } } })),
    { type: 'rule', encode: { enter: { stroke: { value: 'var(--text)' }, strokeDash: { value: [5, 4] }, strokeOpacity: { value: 0.7 } },
      update: { x: { value: 0 }, x2: { signal: 'width' }, y: { signal: 'height' }, y2: { value: 0 } } } },
    strips('bins'),
  ],
})

const confidence = bins => chartBase(130, {
  data: [{ name: 'bins', values: bins.map(bin => ({ ...bin,
    words: `confidence ${percent(bin.low)} to ${percent(bin.high)}\n${bin.count} pictures` })) }],
  scales: [unit('x', 'width'), { name: 'y', domain: { data: 'bins', field: 'count' }, range: 'height', nice: true, zero: true }],
  axes: [
    { scale: 'x', orient: 'bottom', title: 'confidence', format: '.0%', tickCount: 5 },
    { scale: 'y', orient: 'left', title: 'pictures', format: 'd', tickCount: 3, tickMinStep: 1, grid: true, domain: false, ticks: false,
      labelPadding: 6, minExtent: 40 },
  ],
  marks: [
    { type: 'rect', from: { data: 'bins' }, encode: {
      enter: { fill: { value: 'var(--soft)' }, fillOpacity: { value: 0.6 } },
      update: { x: { scale: 'x', field: 'low', offset: 1 }, x2: { scale: 'x', field: 'high', offset: -1 },
        y: scaled('y', 'count'), y2: { scale: 'y', value: 0 } } } },
    strips('bins'),
  ],
})

const coverage = points => {
  const values = points.map((point, index) => ({ ...point, low: index > 0 ? points[index - 1].coverage : 0, high: point.coverage,
    words: `the surest ${percent(point.coverage)} are kept\naccuracy ${percent(point.accuracy)}\n`
      + `confidence of ${percent(point.threshold)} or more` }))
  return chartBase(280, {
    data: [{ name: 'points', values }],
    scales: [unit('x', 'width'),
      { name: 'y', domain: [Math.min(0.95, ...values.map(point => point.accuracy)), 1], range: 'height', nice: true, zero: false }],
    axes: shareAxes('share of the pictures that is kept', 'accuracy'),
    marks: [
      { type: 'area', from: { data: 'points' }, encode: {
        enter: { fill: { value: 'var(--accent)' }, fillOpacity: { value: 0.12 } },
        update: { x: scaled('x', 'coverage'), y: scaled('y', 'accuracy'), y2: { signal: 'height' } } } },
      { type: 'line', from: { data: 'points' }, encode: {
        enter: { stroke: { value: 'var(--accent)' }, strokeWidth: { value: 2.5 }, strokeJoin: { value: 'round' } },
        update: { x: scaled('x', 'coverage'), y: scaled('y', 'accuracy') } } },
      strips('points'),
    ],
  })
}

// Classes beyond these colours are grey: the others, by their mistakes, are those to look at.
const mostColours = 20
const map = ({ points, explained }, classes) => {
  const mistakes = classes.map(() => 0)
  const counts = classes.map(() => 0)
  for (const point of points) {
    counts[point.truth] += 1
    if (point.truth !== point.predicted) mistakes[point.truth] += 1
  }
  const present = classes.map((_, index) => index).filter(index => counts[index] > 0)
  const chosen = present.length <= mostColours ? present
    : [...present].sort((a, b) => mistakes[b] - mistakes[a] || a - b).slice(0, mostColours).sort((a, b) => a - b)
  const names = chosen.map(index => classes[index])
  const values = points.map(point => ({ ...point, name: classes[point.truth], wrong: point.truth !== point.predicted,
    words: `${classes[point.truth]}${point.truth === point.predicted ? '' : `, taken for ${classes[point.predicted]}`}`
      + `\n${percent(point.confidence)}\n${point.path}`, isColoured: chosen.includes(point.truth) })).sort((a, b) => a.wrong - b.wrong)
  const axis = (scale, orient, number) => ({ scale, orient, ticks: false, labels: false, domain: true, titlePadding: 6,
    title: `component ${number + 1}: ${percent(explained[number] ?? 0)} of the variance` })
  // Both axes in one unit, so that distances are distances.
  const middle = axis => `(extent_${axis}[0] + extent_${axis}[1]) / 2`
  const domain = (axis, size) => [-1, 1].map(side => ({ signal: `${middle(axis)} + ${side} * unit * ${size} / 2` }))
  return chartBase(540, {
    data: [{ name: 'points', values, transform: [
      { type: 'extent', field: 'x', signal: 'extent_x' }, { type: 'extent', field: 'y', signal: 'extent_y' }] }],
    signals: [
      { name: 'unit', update: '1.06 * max((extent_x[1] - extent_x[0]) / width, (extent_y[1] - extent_y[0]) / height, 1e-9)' },
      { name: 'alone', value: null, on: [
        { events: '@legendSymbol:click, @legendLabel:click', update: 'alone === datum.value ? null : datum.value', force: true }] },
    ],
    scales: [
      { name: 'x', domain: domain('x', 'width'), range: 'width', zero: false, nice: false },
      { name: 'y', domain: domain('y', 'height'), range: 'height', zero: false, nice: false },
      { name: 'color', type: 'ordinal', domain: names, range: { scheme: names.length > 10 ? 'tableau20' : 'tableau10' } },
    ],
    axes: [axis('x', 'bottom', 0), axis('y', 'left', 1)],
    legends: [{ fill: 'color', symbolType: 'circle', columns: { signal: 'max(1, floor(width / 130))' }, labelLimit: 105,
      rowPadding: 4, columnPadding: 16, encode: {
        symbols: { name: 'legendSymbol', interactive: true, enter: { cursor: { value: 'pointer' } } },
        labels: { name: 'legendLabel', interactive: true, enter: { cursor: { value: 'pointer' } } } } }],
    marks: [{ type: 'symbol', from: { data: 'points' }, encode: {
      enter: { shape: { signal: `datum.wrong ? 'cross' : 'circle'` }, stroke: { value: 'var(--back)' }, strokeWidth: { value: 0.5 },
        tooltip: { field: 'words' }, fill: [{ test: 'datum.isColoured', ...scaled('color', 'name') }, { value: 'var(--soft)' }] },
      update: { x: scaled('x', 'x'), y: scaled('y', 'y'), size: { signal: 'datum.wrong ? 110 : 44' },
        fillOpacity: { signal: `alone === null || alone === datum.name ? (datum.wrong ? 1 : 0.75) : 0.06` } },
      hover: { size: { value: 220 }, fillOpacity: { value: 1 } } } }],
  })
}

// By the names in `data-chart`: which numbers, and what they become.
const reportCharts = {
  loss: ['curves', curve('loss', 'Loss', '.2f')],
  accuracy: ['curves', curve('accuracy', 'Accuracy', '.0%')],
  folds: ['folds', folds],
  foldLoss: ['foldCurves', foldCurve('loss', 'Loss', '.2f')],
  foldAccuracy: ['foldCurves', foldCurve('accuracy', 'Accuracy', '.0%')],
  learningCurve: ['learningCurve', growingTraining],
  robustness: ['robustness', change],
  reliability: ['reliability', reliability],
  confidence: ['reliability', confidence],
  coverage: ['coverage', coverage],
  map: ['map', map],
}
