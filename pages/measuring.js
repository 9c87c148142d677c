// Where there is no page, Vega is told how wide letters are: a canvas that can do nothing but measure.
const letterWidths = { regular: {}, bold: {} }
const measuringContext = {
  font: '10px sans-serif',
  measureText(text) {
    const size = Number(/([\d.]+)px/.exec(this.font)?.[1] ?? 10)
    const widths = /\b(bold|[6-9]00)\b/.test(this.font) ? letterWidths.bold : letterWidths.regular
    return { width: [...text].reduce((sum, letter) => sum + (widths[letter] ?? 0.6), 0) * size }
  },
}
globalThis.document = { createElement: () => ({ getContext: () => measuringContext }) }
