// Makes Vega's view of a chart. Expressions are interpreted, never compiled.
const need = name => vegaModules[name]
for (const name of ['vega-transforms', 'vega-view-transforms', 'vega-encode']) {
  Object.assign(need('vega-dataflow').transforms, need(name))
}
const chartView = (specification, config, options) => new (need('vega-view').View)(
  need('vega-parser').parse(specification, config, { ast: true }),
  { expr: need('vega-interpreter').expressionInterpreter, ...options })

// Pictures know no custom properties: each becomes the colour that it stands for.
const coloured = (value, color) =>
  JSON.parse(JSON.stringify(value).replace(/var\((--\w+)\)/g, (_, name) => color(name)))
