import Charts
import Datasets
import Files
import Workers

/// Writes a run's `report.html`, and its charts as pictures.
struct RunReport {
  static let name = "report.html"

  private let folder: RunFolder
  private let dataset: Dataset
  private let problems: [BadImage]
  private let explainer: (any MistakeExplaining)?
  private let thumbnails: HeldThumbnails
  private let drawing: HeldChartDrawing
  private let workers: Workers
  private let reporter: any Reporter
  private let cancellation: Cancellation?

  /// - Parameter explainer: Of the mistakes; `nil` if nobody can explain them.
  init(
    in folder: RunFolder, of dataset: Dataset, problems: [BadImage],
    explainer: (any MistakeExplaining)? = nil, thumbnails: HeldThumbnails = HeldThumbnails(),
    drawing: HeldChartDrawing = HeldChartDrawing(), workers: Workers, reporter: any Reporter,
    cancellation: Cancellation?
  ) {
    self.folder = folder
    self.dataset = dataset
    self.problems = problems
    self.explainer = explainer
    self.thumbnails = thumbnails
    self.drawing = drawing
    self.workers = workers
    self.reporter = reporter
    self.cancellation = cancellation
  }

  init(in folder: RunFolder, of session: Session, explainer: (any MistakeExplaining)?) {
    self.init(
      in: folder, of: session.dataset, problems: session.problems, explainer: explainer,
      thumbnails: session.heldThumbnails, drawing: session.heldChartDrawing,
      workers: session.workers, reporter: session.reporter, cancellation: session.cancellation)
  }

  /// The run is finished and its files are there: whatever goes wrong here is told and changes nothing of that.
  func write(
    _ subject: ReportSubject, with material: () throws -> ReportMaterial = { ReportMaterial() }
  ) {
    let page: ReportPage
    do {
      page = try self.page(subject, material())
      try AtomicFile.write(page.text(), to: folder.file(Self.name))
    } catch {
      reporter.warn("no \(Self.name) was written, the run's other files are whole: \(error)")
      return
    }
    do {
      let figures = try drawing.with {
        try RunFigures(subject, page.data).drawn(by: $0) { file, error in
          reporter.warn(
            "\(RunFigures.folderName)/\(file) was not drawn, the report has it: \(error)")
        }
      }
      if let figures { try RunFigures.write(figures, into: folder, workers: workers) }
    } catch let error as ChartError where error.isOfTheMachine {
      reporter.note("no charts as PNG files beside the report, which has them all: \(error)")
    } catch {
      reporter.warn("charts were not written as PNG files, the report has them all: \(error)")
    }
  }

  private func page(_ subject: ReportSubject, _ material: ReportMaterial) throws -> ReportPage {
    let judged = try judged(subject)
    let pictures = try judged.map {
      try ReportPictures(
        of: $0, in: dataset, explainer: explainer, held: thumbnails, workers: workers,
        reporter: reporter,
        cancellation: cancellation)
    }
    let evidence = ReportEvidence(subject, judged)
    let findings = try findings(material, judged)
    let suspects = try suspects(subject, judged)
    var charts = ReportCharts(judged?.predictions)
    charts.map = findings?.map
    var sections: [ReportSection] = []
    switch subject {
    case .training(let result, _):
      let section = try CurvesSection(
        reading: folder.file("results.csv"), best: result.best.epoch)
      charts.curves = section.curves
      sections.append(section.section)
      if let baselines = BaselinesSection(result) { sections.append(baselines.section) }
    case .crossValidation(let result, _):
      let section = FoldsSection(result)
      charts.folds = section.folds
      sections.append(section.section)
      if let section = try FoldCurvesSection(reading: folder.file(FoldEpochsTable.name)) {
        charts.foldCurves = section.curves
        sections.append(section.section)
      }
      if let nested = NestedSection(result) { sections.append(nested.section) }
      sections.append(BaselinesSection(result).section)
      if let section = LearningCurveSection(result) {
        charts.learningCurve = section.chart
        sections.append(section.section)
      }
    case .evaluation(let result, _):
      sections.append(BaselinesSection(result).section)
      if let gain = result.testTimeAugmentation {
        sections.append(TestTimeSection(gain).section)
      }
      if let section = RobustnessSection(result) {
        charts.robustness = section.chart
        sections.append(section.section)
      }
    }
    let classes = subject.classes
    if let evidence, let judged, let pictures {
      sections += [
        ConfusionSection(pictures, classes: classes, isRepeated: subject.isRepeated).section,
        ClassesSection(evidence).section,
        CalibrationSection(evidence, judged.predictions, subject.decision).section,
        MistakesSection(pictures, isRepeated: subject.isRepeated).section,
      ]
      sections += findings.map { Self.sections(of: $0, classes: classes.count) } ?? []
      sections.append(MetricsSection(evidence, subject).section)
    }
    if let data = material.data {
      sections.append(DataSection(data, suspects, classes: classes).section)
    }
    if let deployment = DeploymentSection(material, classes: classes.count) {
      sections.append(deployment.section)
    }
    sections.append(SkippedSection(problems).section)
    sections.append(try ConfigurationSection(subject, folder: folder.path).section)
    let copies = material.data?.shownCopies
    return ReportPage(
      subject: subject, evidence: evidence, sections: sections,
      data: ReportData(
        classes: classes, pictures: pictures, charts: charts,
        gallery: try gallery(
          of: material.features?.items ?? dataset.items, pictures, findings, suspects, copies),
        nearest: findings?.nearest,
        prototypes: findings?.prototypes, suspects: suspects?.suspects, copies: copies))
  }

  private static func sections(of findings: FeatureFindings, classes: Int) -> [ReportSection] {
    [
      NeighboursSection(findings).section,
      PrototypesSection(findings, classes: classes).section, MapSection(findings).section,
    ].compactMap { $0 }
  }

  private func findings(
    _ material: ReportMaterial, _ judged: JudgedPictures?
  ) throws -> FeatureFindings? {
    guard let judged, let features = material.features else { return nil }
    return try FeatureFindings(
      of: judged, features, classCount: dataset.classes.count, cancellation: cancellation)
  }

  /// Nobody knows whether a model that is evaluated has seen the pictures.
  private func suspects(
    _ subject: ReportSubject, _ judged: JudgedPictures?
  ) throws -> LabelSuspects? {
    if case .evaluation = subject { return nil }
    return try judged.map(LabelSuspects.init)
  }

  private func gallery(
    of items: [Item], _ pictures: ReportPictures?, _ findings: FeatureFindings?,
    _ suspects: LabelSuspects?,
    _ copies: [[String]]?
  ) throws -> Gallery {
    try Gallery(
      of: (suspects?.suspects.map(\.path) ?? []) + (copies ?? []).flatMap { $0 }
        + (findings?.paths ?? []),
      besides: Set((pictures?.pictures ?? []).filter { $0.source != nil }.map(\.path)),
      among: items, held: thumbnails, workers: workers, reporter: reporter,
      cancellation: cancellation)
  }

  private func judged(_ subject: ReportSubject) throws -> JudgedPictures? {
    if case .training(let result, _) = subject, result.metrics == nil { return nil }
    return try JudgedPictures(
      reading: folder.file("predictions.csv"), classes: subject.classes)
  }
}
