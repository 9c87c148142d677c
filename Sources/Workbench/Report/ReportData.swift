/// What the page's script works on.
struct ReportData: Encodable {
  let classes: [String]
  let pictures: ReportPictures?
  let charts: ReportCharts
  let gallery: Gallery
  let nearest: [FeatureFindings.Nearest]?
  let prototypes: [FeatureFindings.Prototypes]?
  let suspects: [LabelSuspects.Suspect]?
  /// Paths, group by group.
  let copies: [[String]]?
}
