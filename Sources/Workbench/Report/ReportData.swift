/// What the page's script works on.
struct ReportData: Encodable {
  let classes: [String]
  let pictures: ReportPictures?
  let charts: ReportCharts
}
