/// What the pages have in common.
enum PageStyle {
  /// Colours by what they are for, in light mode.
  static let light = [
    "--text": "#1f2328", "--soft": "#59636e", "--line": "#d1d9e0", "--back": "#fff",
    "--mat": "#f6f8fa",
    "--accent": "#0969da", "--bad": "#bc4c00", "--tint": "#fff1e5",
  ]

  private static var lightProperties: String {
    light.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
  }

  /// Colours in light and dark mode, and the letters.
  static let base = """
    :root { color-scheme: light dark; \(lightProperties) }
    @media (prefers-color-scheme: dark) {
      :root { --text: #e6edf3; --soft: #9198a1; --line: #3d444d; --back: #0d1117; --mat: #161b22; --accent: #4493f8;
        --bad: #f0883e; --tint: #2b1d10 }
    }
    body { margin: 0; font: 15px/1.45 system-ui, sans-serif; color: var(--text); background: var(--back) }
    """

  /// Headings, tiles, tables and grids of pictures with captions.
  static let parts = """
    header, main { max-width: 1280px; margin: 0 auto; padding: 24px 32px 0 } main { padding-bottom: 48px }
    h1 { margin: 0 0 4px; font-size: 30px; overflow-wrap: anywhere } h2 { margin: 40px 0 8px; font-size: 20px }
    h3 { margin: 20px 0 2px; font-size: 16px } p { margin: 0 0 10px } s { color: var(--soft) }
    .small, figcaption span { color: var(--soft); font-size: 13px }
    nav { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-top: 8px }
    .tile { display: block; padding: 14px 16px; border: 1px solid var(--line); border-radius: 10px; background: var(--mat);
      color: inherit; text-decoration: none }
    .tile b { display: block; font-size: 26px; font-weight: 600; font-variant-numeric: tabular-nums }
    .tile span { color: var(--soft); font-size: 13px }
    .tile.bad { background: var(--tint); border-color: var(--bad) } .tile.bad b { color: var(--bad) }
    .tag { display: inline-block; padding: 1px 9px; border: 1px solid var(--line); border-radius: 999px; font-size: 12px;
      white-space: nowrap } .tag.bad { color: var(--bad); border-color: var(--bad) }
    table { border-collapse: collapse; width: 100% } .scroll { max-height: 420px; overflow: auto }
    th, td { padding: 5px 14px 5px 0; text-align: left; vertical-align: top; border-top: 1px solid var(--line);
      overflow-wrap: anywhere } th { font-weight: 500 } .number { text-align: right; font-variant-numeric: tabular-nums }
    .bar { display: block; height: 10px; min-width: 2px; border-radius: 5px; background: var(--accent) }
    .grid { display: grid; grid-template-columns: repeat(auto-fill, 148px); gap: 18px 16px; margin: 12px 0 }
    figure { margin: 0; min-width: 0 } figcaption { margin-top: 6px; font-size: 14px; overflow-wrap: anywhere }
    figcaption span { display: block } .path { white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
    figure img, .missing { width: 148px; height: 148px; object-fit: contain; background: var(--mat); border-radius: 6px;
      outline: 1px solid var(--line); outline-offset: -1px; display: grid; place-items: center; color: var(--soft) }
    """
}
