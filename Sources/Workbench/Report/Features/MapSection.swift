/// The judged pictures on the plane in which their features vary most.
struct MapSection {
  private let map: FeatureMap
  private let origin: ReportFeatures.Origin

  init(_ findings: FeatureFindings) {
    map = findings.map
    origin = findings.origin
  }

  /// - Returns: `nil` where all features are alike.
  var section: ReportSection? {
    guard let explained = map.explained else { return nil }
    let shown =
      map.points.count < map.pictureCount
      ? " \(Figure.grouped(map.points.count)) of \(Figure.grouped(map.pictureCount)) pictures are shown, drawn by chance."
      : ""
    return ReportSection(
      "map", "How its pictures lie",
      note:
        "Where the judged pictures lie by the \(origin.words), on the two principal components, which hold "
        + "\(Figure.percent(explained.reduce(0, +))) of the variance: what lies apart here is apart, what lies together "
        + "may differ in other directions. Crosses were taken for another class. Choose a class in the legend to see it "
        + "alone.\(shown)",
      body: """
        <div class="chart" data-chart="map" aria-label="Judged pictures by the two principal components of their features">\
        </div>
        """)
  }
}
