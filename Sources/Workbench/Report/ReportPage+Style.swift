extension ReportPage {
  static let style = """
    \(PageStyle.base)
    \(PageStyle.parts)
    * { box-sizing: border-box } a { color: var(--accent) } :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
    .verdict { margin: 20px 0 16px; padding: 16px 20px; border: 1px solid var(--line); border-left: 5px solid var(--accent);
      border-radius: 10px; background: var(--mat); overflow-wrap: anywhere }
    .verdict.warning { border-left-color: var(--bad); background: var(--tint) } .verdict p { margin: 0 }
    .verdict .lead { font-size: 21px; line-height: 1.35; margin-bottom: 6px }
    .contents { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 18px 0 0; font-size: 14px }
    section { scroll-margin-top: 12px } section > .small { max-width: 90ch }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 16px 40px }
    .charts > div { min-width: 0 } .chart { width: 100%; min-height: 40px; overflow: hidden } .chart svg { display: block }
    .multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 210px), 1fr)); gap: 14px 24px; margin: 12px 0 }
    .multiples > div { min-width: 0 } .multiples h3 { margin: 0 0 2px; font-size: 13px; font-weight: normal; color: var(--soft) }
    .chart text { font-variant-numeric: tabular-nums }
    details { margin: 8px 0 } summary { cursor: pointer; color: var(--soft); font-size: 14px; padding: 2px 0 }
    td, th { padding: 5px 16px 5px 0; overflow-wrap: break-word } .number, thead th { white-space: nowrap } thead th { position: sticky; top: 0; background: var(--back); border-top: 0;
      color: var(--soft); font-size: 13px; vertical-align: bottom }
    tbody th { min-width: 90px; max-width: 320px } .undefined { color: var(--soft) }
    .undefined span { display: block; font-size: 12px; white-space: normal }
    .scroll { max-height: 760px } details .scroll, #skipped .scroll, .pairs { max-height: 420px } .matrix { max-height: none }
    .confusion { display: flex; flex-wrap: wrap; gap: 16px 32px; align-items: flex-start } .confusion > .scroll { max-width: 100% } .confusion + .small { margin-top: 12px }
    .share { display: inline-block; min-width: 92px; padding: 0 6px; border-radius: 4px; background: linear-gradient(
      to right, color-mix(in srgb, var(--accent) 24%, transparent) calc(var(--share) * 100%), transparent 0) }
    .matrix table { width: auto; border-spacing: 3px; border-collapse: separate }
    .matrix caption { text-align: left; color: var(--soft); font-size: 13px; padding-bottom: 6px }
    .matrix th, .matrix td { border: 0; padding: 0 6px 0 0; vertical-align: middle }
    .matrix thead th { position: static; padding: 4px 0; text-align: center; vertical-align: bottom }
    .matrix thead span { display: inline-block; max-height: 130px; max-width: 78px; overflow: hidden; text-overflow: ellipsis;
      white-space: nowrap } .many thead span { writing-mode: vertical-rl }
    .matrix tbody th { position: sticky; left: 0; max-width: 180px; padding-right: 10px; background: var(--back); text-align: right;
      white-space: nowrap; overflow: hidden; text-overflow: ellipsis } .matrix .sum { color: var(--soft); padding-left: 8px; white-space: nowrap }
    .matrix .right, .matrix .wrong, .matrix .none { padding: 0; width: 64px; height: 38px; border-radius: 6px; text-align: center }
    .matrix .none { color: var(--line) }
    .right { background: color-mix(in srgb, var(--accent) calc(8% + var(--share) * 42%), transparent) }
    .wrong { background: color-mix(in srgb, var(--bad) min(8% + var(--share) * 150%, 60%), transparent) }
    button { all: unset; box-sizing: border-box; width: 100%; min-width: 34px; height: 100%; min-height: 36px; padding: 0 6px;
      cursor: pointer; text-align: center; border-radius: 6px; font-variant-numeric: tabular-nums }
    button:hover { outline: 1px solid var(--soft) } button:focus-visible, button[aria-pressed=true] { outline: 2px solid var(--text) }
    #cell { position: sticky; top: 12px; flex: 1 1 420px; min-width: 0; padding: 14px 18px 4px; border: 1px solid var(--line); border-radius: 10px; background: var(--mat) }
    #cell:empty { display: none } #cell h3 { margin-top: 0 } .grid { grid-template-columns: repeat(auto-fill, minmax(112px, 1fr)) }
    figure img, .missing { width: 100%; height: auto; aspect-ratio: 1; background: var(--mat) } #cell img { background: var(--back) }
    .explained { grid-template-columns: repeat(auto-fill, minmax(min(100%, 348px), 1fr)) }
    .views { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 4px }
    .views span { font-size: 12px; color: var(--soft); overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
    .scale { display: inline-block; width: 72px; height: 10px; border-radius: 2px; vertical-align: baseline; background:
      linear-gradient(to right, #440154, #3b528b, #21908c, #5dc963, #fde725); print-color-adjust: exact }
    figure b { font-weight: 600 } figure .arrow { display: inline; color: var(--soft) } pre { overflow-x: auto; padding: 12px 14px;
      border: 1px solid var(--line); border-radius: 8px; background: var(--mat); font-size: 13px; white-space: pre-wrap;
      overflow-wrap: anywhere }
    #tooltip { position: fixed; z-index: 1; max-width: 260px; padding: 6px 10px; border: 1px solid var(--line); border-radius: 6px;
      background: var(--back); box-shadow: 0 4px 16px #0003; font-size: 13px; white-space: pre-line; pointer-events: none }
    .findings { margin: 0 0 10px; padding-left: 20px; max-width: 100ch } .findings li { margin: 3px 0 }
    .thumb img, .thumb .missing { width: 84px; height: 84px; background: var(--mat) } .thumb figcaption { font-size: 13px }
    .thumb.bad figcaption { color: var(--bad) } .thumb.other figcaption { color: var(--soft) }
    .strip { display: grid; grid-template-columns: repeat(auto-fill, 84px); gap: 10px 12px; flex: 1; min-width: 0 }
    [data-neighbours], [data-copies] { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 500px), 1fr)); gap: 0 40px }
    [data-copies] { grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)) }
    .alike { display: flex; gap: 12px 20px; min-width: 0; padding: 14px 0; border-top: 1px solid var(--line) }
    .alike .strip { grid-template-columns: repeat(auto-fill, 66px); gap: 10px } .alike .strip :is(img, .missing) { width: 66px; height: 66px }
    .alike > figure { flex: 0 0 116px } .alike > figure img, .alike > figure .missing { width: 116px; height: 116px }
    .group { padding: 12px 0; border-top: 1px solid var(--line) } [data-chart=map] { max-width: 860px } [data-chart=map] + .save { margin-left: 0 }
    .prototypes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 8px 40px }
    .prototype { min-width: 0; border-top: 1px solid var(--line) } .prototype h3 { margin-top: 10px; overflow-wrap: anywhere }
    .prototype p { margin: 6px 0 4px }
    .save { display: block; width: auto; min-height: 24px; height: auto; margin: 2px 0 8px auto; padding: 2px 8px; color: var(--soft); font-size: 12px }
    #tooltip img { display: block; max-width: 140px; max-height: 140px; margin: 2px 0 6px; border-radius: 4px }
    @media (max-width: 640px) { header, main { padding-left: 16px; padding-right: 16px } h1 { font-size: 24px }
      .thumb img, .thumb .missing { width: 76px; height: 76px } .strip { grid-template-columns: repeat(auto-fill, 76px) }
      .alike > figure { flex-basis: 84px } .alike > figure img, .alike > figure .missing { width: 84px; height: 84px }
      .verdict .lead { font-size: 18px } nav { grid-template-columns: repeat(2, minmax(0, 1fr)) } .tile b { font-size: 22px }
      .grid { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 12px 10px } .grid.explained { grid-template-columns:
      minmax(0, 1fr) } .matrix .right, .matrix .wrong,
      .matrix .none { width: 44px } .matrix thead span { max-width: 48px } #cell { flex-basis: 100% } .matrix tbody th { max-width: 110px } }
    @media print { header, main { max-width: none; padding: 0 } .scroll { max-height: none; overflow: visible } .contents,
      summary { display: none } h2, h3 { break-after: avoid } figure, tr, .chart { break-inside: avoid }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact } }
    """
}
