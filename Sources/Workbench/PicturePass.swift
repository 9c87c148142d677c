import Datasets
import Files
import Graphs
import Images
import Kernels
import Tensors
import Workers

/// Runs picture files through a compiled network: each micro-batch is read, decoded, rendered and
/// computed by one worker.
struct PicturePass: Sendable {
  /// One picture to look at, and how.
  struct Request: Sendable {
    let place: PicturePlace
    var view = ViewParameters.identity
  }

  /// A picture that could not be looked at.
  struct Problem: Sendable {
    let request: Int
    let path: String
    let message: String
  }

  let plan: InferencePlan
  let preprocessing: Preprocessing
  let workers: Workers
  let clock: StageClock
  let reporter: any Reporter
  let task: String
  var cancellation: Cancellation?

  /// - Parameters:
  ///   - stopsAtProblems: Whether the first unreadable picture is thrown.
  ///   - store: Gets each picture's outputs, one buffer for each of the plan's. Called from the workers,
  ///     once for every readable request.
  /// - Returns: The unreadable pictures in order.
  func run(
    _ requests: [Request], stopsAtProblems: Bool,
    store: @escaping @Sendable (_ request: Int, _ outputs: [UnsafeRawBufferPointer]) -> Void
  ) throws -> [Problem] {
    let batch = plan.microBatch
    let executors = try ExecutorPool(plan: plan, count: workers.count)
    let counter = ProgressCounter(total: requests.count, task: task, reporter: reporter)
    let problems = try workers.map(
      (requests.count + batch - 1) / batch, cancellation: cancellation
    ) { worker, task -> [Problem] in
      let range = task * batch..<min((task + 1) * batch, requests.count)
      let executor = try executors[worker]
      var problems: [Problem] = []
      try clock.measure(.decoding) {
        for index in range {
          do {
            try render(requests[index], place: index - range.lowerBound, into: executor.input)
          } catch let error where !stopsAtProblems && Self.isOfThePicture(error) {
            problems.append(
              Problem(request: index, path: requests[index].place.path, message: "\(error)"))
          }
        }
        // What is left of the micro-batch is computed too: it must hold numbers.
        let used = range.count * preprocessing.elementCount
        UnsafeMutableBufferPointer(rebasing: executor.input[used...]).update(repeating: 0)
      }
      try clock.measure(.backbone) { try executor.run() }
      let failed = Set(problems.map(\.request))
      for index in range where !failed.contains(index) {
        store(index, plan.outputs.indices.map { executor.row(index - range.lowerBound, of: $0) })
      }
      counter.advance(by: range.count)
      return problems
    }
    return problems.flatMap { $0 }
  }

  private func render(
    _ request: Request, place: Int, into input: UnsafeMutableBufferPointer<Float>
  ) throws {
    let count = preprocessing.elementCount
    let target = UnsafeMutableBufferPointer(rebasing: input[place * count..<(place + 1) * count])
    do {
      let image = try request.place.image(for: request.view, preprocessing)
      try preprocessing.render(image, view: request.view, into: target)
    } catch {
      target.update(repeating: 0)
      throw error
    }
  }

  /// Whether an error says that a file is bad, not that the machine is.
  static func isOfThePicture(_ error: any Error) -> Bool {
    switch error {
    case ImageError.outOfMemory: false
    case is ImageError, is FileError: true
    default: false
    }
  }
}

extension InferenceExecutor {
  /// The bytes of one picture's share of an output.
  fileprivate func row(_ row: Int, of index: Int) -> UnsafeRawBufferPointer {
    let bytes = output(index)
    let count = bytes.count / plan.microBatch
    return UnsafeRawBufferPointer(rebasing: bytes[row * count..<(row + 1) * count])
  }
}
