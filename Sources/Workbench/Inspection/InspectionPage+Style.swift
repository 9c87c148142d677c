extension InspectionPage {
  static let style = """
    \(PageStyle.base)
    \(PageStyle.parts)
    .wide { width: 65%; vertical-align: middle }
    td:nth-child(2) { min-width: 180px }
    .groups { display: flex; flex-wrap: wrap; gap: 12px; margin: 12px 0 }
    .group { padding: 12px 16px 0; border: 1px solid var(--line); border-radius: 10px }
    .group .grid { display: flex; flex-wrap: wrap; margin-top: 4px } .group figure { width: 148px }
    """
}
