// Draws the figures of a report where there is no page: each as an SVG in the colours of a light page.
delete globalThis.document
const figureWidth = 720
const figurePadding = 16
// What a title, its line below and the wider padding take from a chart that fits its height.
const titleHeight = 84
const figureFont = value => JSON.parse(JSON.stringify(value).replaceAll('system-ui, sans-serif', 'sans-serif'))
const figureConfig = { ...figureFont(chartConfig), title: {
  anchor: 'start', frame: 'bounds', offset: 14, color: 'var(--text)', font: 'sans-serif', fontSize: 16, fontWeight: 'bold',
  subtitleColor: 'var(--soft)', subtitleFont: 'sans-serif', subtitleFontSize: 12, subtitlePadding: 5,
} }

let figures
const figuresOf = report => {
  figures = report
  Object.assign(letterWidths.regular, report.letters.regular)
  Object.assign(letterWidths.bold, report.letters.bold)
}

const svgOf = (specification, more) => chartView(
  coloured({ ...figureFont(specification), ...more }, name => figures.colors[name]),
  coloured(figureConfig, name => figures.colors[name]), { renderer: 'none' }).toSVG()

const sizeOf = svg => ['width', 'height'].map(name => Number(new RegExp(` ${name}="([\\d.]+)"`).exec(svg)[1]))
const escaped = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')

// Many small charts in one picture, each under its name.
const sheet = async (parts, columns, draw) => {
  const gap = 24
  const width = Math.floor((figureWidth * 1.5 - 2 * figurePadding - (columns - 1) * gap) / columns)
  const drawn = await Promise.all(parts.map((part, index) => draw(part, index, width)))
  const rowHeight = Math.max(...drawn.map(svg => sizeOf(svg)[1])) + 30
  const head = 64
  const style = (size, color, weight) =>
    `font-family="sans-serif" font-size="${size}" font-weight="${weight}" fill="${figures.colors[color]}"`
  const placed = drawn.map((svg, index) => {
    const [left, top] = [figurePadding + (index % columns) * (width + gap), head + Math.floor(index / columns) * rowHeight]
    return `<text x="${left}" y="${top + 12}" ${style(13, '--text', 'normal')}>${escaped(parts[index].name)}</text>`
      + svg.replace('<svg ', `<svg x="${left}" y="${top + 18}" `)
  })
  const total = [figureWidth * 1.5, head + Math.ceil(parts.length / columns) * rowHeight]
  return (title, subtitle) => `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" `
    + `width="${total[0]}" height="${total[1]}" viewBox="0 0 ${total.join(' ')}">`
    + `<rect width="100%" height="100%" fill="${figures.colors['--back']}"/>`
    + `<text x="${figurePadding}" y="30" ${style(16, '--text', 'bold')}>${escaped(title)}</text>`
    + `<text x="${figurePadding}" y="48" ${style(12, '--soft', 'normal')}>${escaped(subtitle)}</text>${placed.join('')}</svg>`
}

// Rows: what it is. Columns: what it was taken for.
const confusion = (cells, classes) => {
  const support = classes.map(() => 0)
  for (const cell of cells) support[cell.truth] += cell.count
  const side = Math.max(16, Math.min(58, Math.floor(620 / classes.length)))
  const longest = Math.max(...classes.map(name => name.length))
  const values = cells.map(cell => ({ truth: classes[cell.truth], predicted: classes[cell.predicted], count: cell.count,
    share: cell.count / support[cell.truth], right: cell.truth === cell.predicted }))
  const axis = (orient, title, more) => ({ orient, title, domain: false, ticks: false, labelPadding: 6, labelColor: 'var(--text)',
    labelLimit: 160, ...more })
  const place = { x: scaled('x', 'predicted'), y: scaled('y', 'truth'), width: { scale: 'x', band: 1 }, height: { scale: 'y', band: 1 } }
  return {
    width: side * classes.length, height: Math.min(side, 40) * classes.length,
    data: [{ name: 'cells', values },
      { name: 'empty', values: classes.flatMap(truth => classes.map(predicted => ({ truth, predicted }))) }],
    scales: [
      { name: 'x', type: 'band', domain: classes, range: 'width', paddingInner: 0.06 },
      { name: 'y', type: 'band', domain: classes, range: 'height', paddingInner: 0.06 },
    ],
    axes: [
      axis('top', 'taken for', { scale: 'x', ...longest * 8 > side ? { labelAngle: -45, labelAlign: 'left', labelBaseline: 'middle' } : {} }),
      axis('left', 'what it is', { scale: 'y' }),
    ],
    marks: [
      { type: 'rect', from: { data: 'empty' }, encode: { update: { ...place, fill: { value: 'var(--mat)' } } } },
      { type: 'rect', from: { data: 'cells' }, encode: { update: { ...place,
        fill: { signal: `datum.right ? 'var(--accent)' : 'var(--bad)'` },
        fillOpacity: { signal: 'datum.right ? 0.08 + 0.5 * datum.share : min(0.12 + 1.5 * datum.share, 0.7)' } } } },
      ...side < 20 ? [] : [{ type: 'text', from: { data: 'cells' }, encode: { update: {
        x: { scale: 'x', field: 'predicted', band: 0.5 }, y: { scale: 'y', field: 'truth', band: 0.5 }, text: { field: 'count' },
        align: { value: 'center' }, baseline: { value: 'middle' }, fill: { value: 'var(--text)' },
        fontSize: { value: Math.min(13, side * 0.42) }, font: { value: 'sans-serif' } } } }],
    ],
  }
}

const special = {
  confusion: ({ cells, classes }, title) => svgOf(confusion(cells, classes),
    { title, padding: figurePadding, background: 'var(--back)' }),
  robustness: async ({ charts, classes }, title) => (await sheet(charts.robustness.changes, 4,
    (part, index, width) => svgOf(change(charts.robustness, classes, { part: index }), { width })))(title.text, title.subtitle),
}

const chartFigure = (name, { charts, classes }, title) => {
  const [numbers, make] = reportCharts[name]
  const specification = make(charts[numbers], classes, {})
  return svgOf(specification, { title, width: figureWidth, height: specification.height + titleHeight, padding: figurePadding,
    background: 'var(--back)' })
}

// What comes of it stands in `drawn` when the engine has settled its promises.
let drawn
const drawFigure = (name, text, subtitle) => {
  drawn = { problem: 'it was not finished' }
  const title = { text, subtitle }
  const figure = special[name] ? special[name](figures, title) : chartFigure(name, figures, title)
  figure.then(
    // XML has no place for these, and a name may have them.
    text => {
      const svg = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      const [width, height] = sizeOf(svg)
      drawn = { svg, width: Math.ceil(width), height: Math.ceil(height) }
    },
    problem => { drawn = { problem: String(problem?.stack ?? problem) } })
}
