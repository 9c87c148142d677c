import Backbones
import Datasets
import Graphs
import Images
import Kernels
import Tensors
import Workers

/// Runs one value of a network over picture files: a row of numbers for each. A map is averaged over
/// its positions.
struct ModelPass {
  struct Result {
    /// `[readable pictures, elements]`, `float32`.
    let rows: Tensor
    /// Positions of the pictures that the rows belong to, ascending.
    let readable: [Int]
    let problems: [BadImage]
    let effort: PassEffort
  }

  private let plan: InferencePlan
  /// The same plan for another number of pictures at a time.
  private let compile: @Sendable (_ microBatch: Int) throws -> InferencePlan
  private let pass: PassConfiguration
  private let model: Model
  private let clock = StageClock()
  private var reporter: any Reporter
  private let cancellation: Cancellation?

  /// - Parameters:
  ///   - graph: The model's, or a part of it under the same names.
  ///   - node: Whose value is wanted; `nil` for the output.
  ///   - microBatch: Pictures a run.
  /// - Throws: What compiling throws.
  init(
    of model: Model, graph: Graph, node: Int? = nil, microBatch: Int, pass: PassConfiguration,
    reporter: any Reporter, cancellation: Cancellation?
  ) throws {
    self.pass = pass
    self.model = model
    self.reporter = reporter
    self.cancellation = cancellation
    compile = { microBatch in
      try InferencePlan(
        graph: graph, outputs: node.map { [$0] }, parameters: model.parameters,
        microBatch: microBatch, precision: pass.precision ?? model.description.precision,
        // The head was trained and judged in single precision.
        lastReducedNode: Head.featuresNode(in: graph), kernels: OneDNN())
    }
    plan = try compile(microBatch)
  }

  /// Elements of a row.
  private var elementCount: Int { plan.outputs[0].shape.dimensions.last ?? 0 }

  /// The same with someone else to tell.
  func reporting(to reporter: any Reporter) -> ModelPass {
    var copy = self
    copy.reporter = reporter
    return copy
  }

  /// - Parameter views: How each picture is looked at; `nil` for all as they are.
  /// - Throws: The first problem unless problems are skipped;
  ///   ``WorkbenchError/unreadableImages(count:first:)`` if nothing is left,
  ///   ``WorkbenchError/overMemoryLimit(needed:limit:advice:)``.
  func run(
    _ pictures: [(place: PicturePlace, relativePath: String)], views: [ViewParameters]? = nil
  ) throws -> Result {
    precondition(views.map { $0.count == pictures.count } ?? true, "a view for each picture")
    let rowByteCount = elementCount * ElementType.float32.byteCount
    func budget(_ plan: InferencePlan) -> MemoryBudget {
      MemoryBudget(
        plan: plan, items: pictures.count, views: 0,
        parameterByteCount: model.parameters.values.reduce(0) { $0 + $1.byteCount },
        rowByteCount: rowByteCount)
    }
    let workers = try budget(plan).workers(pass.machine, reporter) { try budget(compile($0)) }
    let buffer = try RowBuffer(rowCount: pictures.count, rowByteCount: rowByteCount)
    let layout = plan.outputs[0]
    let problems = try PicturePass(
      plan: plan, preprocessing: model.description.preprocessing, workers: workers, clock: clock,
      // One micro-batch is over before a bar says anything.
      reporter: pictures.count > plan.microBatch ? reporter : SilentReporter(), task: "pictures",
      cancellation: cancellation
    ).run(
      pictures.enumerated().map { index, picture in
        PicturePass.Request(place: picture.place, view: views?[index] ?? .identity)
      },
      stopsAtProblems: !pass.skipsUnreadable
    ) { request, outputs in
      Self.row(outputs[0], layout).withUnsafeBytes { buffer.write($0, toRow: request) }
    }
    if let first = problems.first, problems.count == pictures.count {
      throw WorkbenchError.unreadableImages(count: problems.count, first: first.message)
    }
    for problem in problems { reporter.warn("left out: \(problem.message)") }
    let bad = Set(problems.map(\.request))
    let readable = pictures.indices.filter { !bad.contains($0) }
    return Result(
      rows: try buffer.tensor(rows: readable, rowShape: [elementCount], elementType: .float32),
      readable: readable,
      problems: problems.map {
        BadImage(
          path: $0.path, relativePath: pictures[$0.request].relativePath, message: $0.message)
      },
      effort: PassEffort(
        total: 0, decode: clock.seconds(.decoding) / Double(workers.count),
        backbone: clock.seconds(.backbone) / Double(workers.count)))
  }

  /// One picture's value as single precision, each channel of a map averaged.
  private static func row(_ bytes: UnsafeRawBufferPointer, _ layout: Layout) -> [Float] {
    let values = layout.elementType.floats(in: bytes)
    let channels = layout.shape.dimensions.last ?? 0
    let positions = values.count / max(channels, 1)
    guard positions > 1 else { return values }
    var sums = [Double](repeating: 0, count: channels)
    for position in 0..<positions {
      for channel in 0..<channels { sums[channel] += Double(values[position * channels + channel]) }
    }
    return sums.map { Float($0 / Double(positions)) }
  }
}

extension ModelPass {
  /// What a classifier says of pictures.
  struct Classification {
    /// `[readable pictures, classes]`, row by row.
    let probabilities: [Float]
    let pass: Result
  }

  /// Runs a whole classifier.
  /// - Parameters:
  ///   - views: How each picture is looked at; `nil` for all as they are.
  ///   - isCalibrated: Whether the probabilities are those of the model's own rule, and not the network's.
  /// - Throws: As ``run(_:views:)``; ``WorkbenchError/notAModel(path:problem:)`` if its weights give no
  ///   numbers.
  func classify(
    _ pictures: [(place: PicturePlace, relativePath: String)], views: [ViewParameters]? = nil,
    isCalibrated: Bool = true
  ) throws -> Classification {
    let result = try run(pictures, views: views)
    let raw = Softmax.probabilities(of: result.rows)
    let probabilities = isCalibrated ? calibrated(raw) : raw
    if let place = probabilities.firstIndex(where: { !$0.isFinite }) {
      let picture = pictures[result.readable[place / model.description.labels.count]]
      throw WorkbenchError.notAModel(
        path: model.description.backbone,
        problem: "its weights give no finite numbers for \(picture.place.path)")
    }
    return Classification(probabilities: probabilities, pass: result)
  }

  /// - Parameter probabilities: `[items, classes]`, row by row, as the network gives them.
  /// - Returns: The same as the model's own rule calibrates them.
  func calibrated(_ probabilities: [Float]) -> [Float] {
    model.description.decision?.calibrated(
      probabilities, classCount: model.description.labels.count) ?? probabilities
  }
}
