import Backbones
import Datasets
import Evaluation
import Files
import Foundation
import Graphs
import Images
import Kernels
import Training
import Workers

/// Explains predictions: a PNG for each picture, and `explanations.csv` that says which is whose.
struct PredictionExplainer {
  /// A picture and what was said of it.
  struct Subject {
    let path: String
    let probabilities: [Float]

    /// The class of the greatest; of equal ones the first.
    var predicted: Int {
      probabilities.indices.max { (probabilities[$0], $1) < (probabilities[$1], $0) } ?? 0
    }
  }

  static let tableName = "explanations.csv"

  private let model: Model
  private let explanation: Explanation
  private let pass: PassConfiguration
  private let folder: RunFolder
  private let reporter: any Reporter
  private let cancellation: Cancellation?
  /// The class that is asked about; `nil` for each picture's own.
  private let label: Int?

  /// - Throws: ``WorkbenchError/invalidSetting(name:allowed:found:)`` for a class or a stage that the model has not,
  ///   ``WorkbenchError/outputExists(path:)``, ``WorkbenchError/cannotMake(path:reason:)``.
  init(
    _ explanation: Explanation, of model: Model, in output: String, pass: PassConfiguration,
    reporter: any Reporter, cancellation: Cancellation?
  ) throws {
    label = try explanation.label(in: model.description.labels)
    switch explanation.method {
    case .gradcam: _ = try explanation.node(in: model.description.graph)
    case .occlusion: _ = try explanation.grid(over: model.description.preprocessing)
    }
    folder = try RunFolder(output: output, name: nil, command: "predict")
    self.model = model
    self.explanation = explanation
    self.pass = pass
    self.reporter = reporter
    self.cancellation = cancellation
  }

  /// - Returns: The picture of each subject's explanation.
  /// - Throws: What decoding, computing and writing throw.
  func run(on subjects: [Subject], microBatch: Int) throws -> [String] {
    let names = ExplanationNames.of(subjects.map(\.path))
    let counter = ProgressCounter(
      total: subjects.count, task: "explanations", reporter: reporter)
    var strengths = [Float](repeating: 0, count: subjects.count)
    var empty: [String] = []
    func add(_ index: Int, _ map: SaliencyMap, _ legend: ExplanationSheet.Legend) throws {
      strengths[index] = map.magnitude
      if map.magnitude == 0 { empty.append(subjects[index].path) }
      let sheet = try sheet(of: subjects[index], map, legend)
      try AtomicFile.write(sheet.drawn().png(), to: folder.file(names[index]))
      counter.advance(by: 1)
    }
    switch explanation.method {
    case .gradcam: try activate(subjects, microBatch: microBatch, add)
    case .occlusion: try occlude(subjects, microBatch: microBatch, add)
    }
    if let first = empty.first {
      reporter.note(
        "nothing speaks for the class in \(empty.count) of \(subjects.count) pictures (first: "
          + "\(first)): their maps are empty")
    }
    try writeTable(subjects, names, strengths)
    return names.map(folder.file)
  }

  // MARK: Methods

  private typealias Addition = (Int, SaliencyMap, ExplanationSheet.Legend) throws -> Void

  private func activate(_ subjects: [Subject], microBatch: Int, _ add: Addition) throws {
    let graph = model.description.graph
    let node = try explanation.node(in: graph)
    func compile(_ microBatch: Int) throws -> ClassActivation {
      try ClassActivation(
        of: graph, at: node, parameters: model.parameters, microBatch: microBatch,
        kernels: OneDNN())
    }
    let activation = try compile(microBatch)
    let name = graph.stages.first { $0.lastNode == node }?.name ?? graph.nodes[node].name
    try ActivationPass(
      activation: activation, preprocessing: model.description.preprocessing,
      workers: workers(of: activation.plan, pictures: subjects.count) { try compile($0).plan },
      cancellation: cancellation
    ).run(
      subjects.map { .file(path: $0.path) },
      subjects.enumerated().map { ActivationPass.Question(picture: $0, label: asked($1)) },
      stopsAtProblems: true
    ) { index, map in
      try add(
        index, map,
        ExplanationSheet.Legend(
          caption: map.magnitude > 0
            ? "what speaks for it (\(name))" : "nothing speaks for it (\(name))",
          colors: .viridis, ends: ("nothing", "the most"), isSigned: false))
    }
  }

  private func occlude(_ subjects: [Subject], microBatch: Int, _ add: Addition) throws {
    let grid = try explanation.grid(over: model.description.preprocessing)
    func compile(_ microBatch: Int) throws -> InferencePlan {
      try InferencePlan(
        graph: model.description.graph, parameters: model.parameters, microBatch: microBatch,
        precision: pass.precision ?? model.description.precision,
        lastReducedNode: Head.featuresNode(in: model.description.graph), kernels: OneDNN())
    }
    let plan = try compile(microBatch)
    let occlusion = OcclusionPass(
      plan: plan, preprocessing: model.description.preprocessing, grid: grid,
      workers: try workers(of: plan, pictures: grid.patches.count, compile),
      cancellation: cancellation)
    let side = grid.patches.first?.width ?? 0
    for (index, subject) in subjects.enumerated() {
      let map = try occlusion.map(of: .file(path: subject.path), label: asked(subject))
      let points = Figure.points(Double(map.magnitude)).dropFirst()
      try add(
        index, map,
        ExplanationSheet.Legend(
          caption: "its probability if covered (\(side) px)", colors: .blueToVermilion,
          ends: ("rises \(points) points", "falls \(points) points"), isSigned: true))
    }
  }

  /// As many as the memory allows.
  private func workers(
    of plan: InferencePlan, pictures: Int, _ compile: (_ microBatch: Int) throws -> InferencePlan
  ) throws -> Workers {
    func budget(_ plan: InferencePlan) -> MemoryBudget {
      MemoryBudget(
        plan: plan, items: min(pictures, plan.microBatch), views: 0,
        parameterByteCount: model.parameters.values.reduce(0) { $0 + $1.byteCount })
    }
    return try budget(plan).workers(pass.machine, reporter) { try budget(compile($0)) }
  }

  private func asked(_ subject: Subject) -> Int { label ?? subject.predicted }

  // MARK: Files

  private func sheet(
    of subject: Subject, _ map: SaliencyMap, _ legend: ExplanationSheet.Legend
  ) throws -> ExplanationSheet {
    func words(_ label: Int) -> String {
      model.description.labels[label] + " "
        + Figure.percent(Double(subject.probabilities[label]))
    }
    let preprocessing = model.description.preprocessing
    let label = asked(subject)
    let image = try PicturePlace.file(path: subject.path).image(for: .identity, preprocessing)
    return ExplanationSheet(
      title: words(label),
      subtitle: (label == subject.predicted ? "" : "taken for \(words(subject.predicted)); ")
        + (subject.path as NSString).lastPathComponent,
      legend: legend, crop: try preprocessing.view(of: image, .identity), map: map)
  }

  private func writeTable(_ subjects: [Subject], _ names: [String], _ strengths: [Float]) throws {
    let rows = subjects.indices.map { index in
      let label = asked(subjects[index])
      return [
        subjects[index].path, names[index], model.description.labels[label],
        "\(subjects[index].probabilities[label])", explanation.method.rawValue,
        "\(strengths[index])",
      ]
    }
    try AtomicFile.write(
      CSVFile.text(
        header: ["path", "explanation", "class", "probability", "method", "strongest"], rows: rows),
      to: folder.file(Self.tableName))
  }
}
