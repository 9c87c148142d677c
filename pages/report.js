// What a report does when it is opened: draws its charts, shows pictures, opens the cells of the confusion matrix.
// Names from the data only ever become text, never markup.
(() => {
  const report = JSON.parse(document.getElementById('report-data').textContent)
  const { classes, pictures: shown, charts } = report
  const share = value => (value * 100).toFixed(1) + ' %'
  // What shows a picture, by its path.
  const sources = new Map([...Object.entries(report.gallery),
    ...(shown?.pictures ?? []).filter(picture => picture.source).map(picture => [picture.path, picture.source])])

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    made.append(...children)
    return made
  }

  const image = (path, words) => sources.has(path)
    ? element('img', { src: sources.get(path), alt: words, loading: 'lazy' })
    : element('div', { class: 'missing', role: 'img', 'aria-label': words }, 'no picture')

  // A small picture with a heading and a line under it.
  const small = (path, truth, heading, line, kind = '') => element('figure', { class: `thumb ${kind}`, title: path },
    image(path, `${path}: ${classes[truth]}`), element('figcaption', {}, ...heading, element('span', {}, line)))

  const taken = (truth, other) => [element('b', {}, classes[truth]),
    ...truth === other ? [] : [element('span', { class: 'arrow' }, ' → '), classes[other]]]

  const alike = (entry, truth, predicted) => small(entry.path, entry.truth, [classes[entry.truth]], entry.similarity.toFixed(3),
    entry.truth === truth ? '' : entry.truth === predicted ? 'bad' : 'other')

  const photo = (picture, words) =>
    picture.source ? element('img', { src: picture.source, alt: words, loading: 'lazy' })
      : element('div', { class: 'missing', role: 'img', 'aria-label': words }, 'no picture')

  const why = map => (map.isEmpty ? 'nothing for ' : 'for ') + classes[map.label]

  // The picture, what speaks for the class that it was taken for, and what for the one that it is.
  const views = (picture, words) =>
    element('div', { class: 'views' }, photo(picture, words),
      ...picture.maps.map(map => element('img', {
        src: map.source, loading: 'lazy', alt: `${picture.path}: what speaks ${why(map)}`,
      })), element('span'), ...picture.maps.map(map => element('span', { title: why(map) }, why(map))))

  const figure = (place, isExplained) => {
    const picture = shown.pictures[place]
    const isRight = picture.truth === picture.predicted
    const words = isRight
      ? `${picture.path}: ${classes[picture.truth]}, recognized`
      : `${picture.path}: ${classes[picture.truth]}, taken for ${classes[picture.predicted]}`
    const title = element('b', {}, classes[picture.truth])
    const heading = isRight ? [title] : [title, element('span', { class: 'arrow' }, ' → '), classes[picture.predicted]]
    return element('figure', { title: picture.path },
      isExplained && picture.maps ? views(picture, words) : photo(picture, words),
      element('figcaption', {}, ...heading,
        element('span', {}, share(picture.confidence) + (picture.note ? `, ${picture.note}` : '')),
        element('span', { class: 'path' }, picture.path)))
  }

  const open = button => {
    const cell = shown.cells[Number(button.dataset.cell)]
    for (const other of document.querySelectorAll('[data-cell]')) other.setAttribute('aria-pressed', String(other === button))
    const isRight = cell.truth === cell.predicted
    const title = isRight ? `${classes[cell.truth]}, recognized` : `${classes[cell.truth]}, taken for ${classes[cell.predicted]}`
    const rest = cell.pictures > cell.shown.length ? `; ${cell.shown.length} of them are shown` : ''
    const grid = element('div', { class: 'grid' }, ...cell.shown.map(place => figure(place)))
    document.getElementById('cell').replaceChildren(
      element('h3', {}, title),
      element('p', { class: 'small' }, `${cell.count} times, ${cell.pictures} ${cell.pictures === 1 ? 'picture' : 'pictures'}${rest}`),
      grid)
  }

  for (const place of document.querySelectorAll('[data-neighbours]')) {
    place.append(...report.nearest.map(entry => element('div', { class: 'alike' },
      small(entry.path, entry.truth, taken(entry.truth, entry.predicted), share(entry.confidence)),
      element('div', { class: 'strip' }, ...entry.alike.map(other => alike(other, entry.truth, entry.predicted))))))
  }
  for (const place of document.querySelectorAll('[data-prototypes]')) {
    const strip = (title, entries) => element('div', {}, element('p', { class: 'small' }, title),
      element('div', { class: 'strip' }, ...entries.map(entry => small(entry.path, entry.truth, [], entry.similarity.toFixed(3)))))
    place.append(...report.prototypes.map(entry => element('div', { class: 'prototype' }, element('h3', {}, classes[entry.label]),
      strip('most typical', entry.typical), ...entry.untypical.length ? [strip('least typical', entry.untypical)] : [])))
  }
  for (const place of document.querySelectorAll('[data-suspects]')) {
    place.append(...report.suspects.map(entry => small(entry.path, entry.truth,
      [element('b', {}, classes[entry.truth]), element('span', { class: 'arrow' }, ' → '), classes[entry.suggestion]],
      `${(entry.margin * 100).toFixed(1)} points`)))
  }
  for (const place of document.querySelectorAll('[data-copies]')) {
    place.append(...report.copies.map(paths => element('div', { class: 'strip group' }, ...paths.map(path =>
      element('figure', { class: 'thumb', title: path }, image(path, `${path}: a copy`),
        element('figcaption', {}, element('span', { class: 'path' }, path)))))))
  }

  if (shown) {
    for (const list of document.querySelectorAll('[data-list]')) {
      const places = shown[list.dataset.list]
      const isExplained = list.dataset.list === 'mistakes' && places.some(place => shown.pictures[place].maps)
      list.classList.toggle('explained', isExplained)
      list.append(...places.map(place => figure(place, isExplained)))
    }
    const buttons = [...document.querySelectorAll('[data-cell]')]
    for (const button of buttons) button.addEventListener('click', () => {
      open(button)
      document.getElementById('cell').scrollIntoView({ block: 'nearest' })
    })
    // The most frequent mistake is open from the start.
    const first = buttons.find(button => button.dataset.cell === '0')
    if (first) open(first)
  }

  const tooltip = document.getElementById('tooltip')
  const showTooltip = (handler, event, item, value) => {
    tooltip.hidden = value == null || value === ''
    if (tooltip.hidden) return
    const path = item.datum?.path
    tooltip.replaceChildren(...path && sources.has(path) ? [element('img', { src: sources.get(path), alt: path })] : [], value)
    const { width, height } = tooltip.getBoundingClientRect()
    const left = event.clientX + 14 + width > innerWidth ? event.clientX - 14 - width : event.clientX + 14
    tooltip.style.left = Math.max(4, left) + 'px'
    tooltip.style.top = Math.max(4, event.clientY - height - 10) + 'px'
  }

  const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  const save = async (name, specification, width) => {
    const picture = chartView(coloured({ ...specification, width, background: 'var(--back)', padding: 12 }, color),
      coloured(chartConfig, color), { renderer: 'none' })
    const address = await picture.toImageURL('png', 2)
    element('a', { href: address, download: `${name}.png` }).click()
    picture.finalize()
  }

  const draw = async place => {
    const [numbers, make] = reportCharts[place.dataset.chart]
    const words = place.getAttribute('aria-label')
    const specification = { ...make(charts[numbers], classes, place.dataset), description: words }
    const view = chartView(specification, chartConfig, { renderer: 'svg', container: place, hover: true, tooltip: showTooltip })
    // One of many small ones has no room for a button.
    if (place.dataset.part == null) {
      const button = element('button', { class: 'save', 'aria-label': `Save as PNG: ${words}` }, 'Save as PNG')
      button.addEventListener('click', () => save(place.dataset.chart, specification, place.clientWidth))
      place.after(button)
    }
    place.addEventListener('mouseleave', () => { tooltip.hidden = true })
    let width = 0
    const fit = () => {
      const room = Math.floor(place.clientWidth)
      if (room === width || room === 0) return view
      width = room
      return view.width(width).runAsync()
    }
    await fit()
    new ResizeObserver(fit).observe(place)
  }
  // Those who wait for the charts, such as tests, look at this.
  Promise.all([...document.querySelectorAll('[data-chart]')].map(draw))
    .then(() => { document.documentElement.dataset.drawn = 'true' })
})()
