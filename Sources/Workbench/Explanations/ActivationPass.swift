import Datasets
import Evaluation
import Graphs
import Images
import Synchronization
import Tensors
import Training
import Workers

/// Grad-CAM of picture files: each passes the network once, however many classes are asked about.
struct ActivationPass {
  /// A question about a picture.
  struct Question {
    let picture: Int
    let label: Int
  }

  let activation: ClassActivation
  let preprocessing: Preprocessing
  let workers: Workers
  var cancellation: Cancellation?

  /// Pictures whose maps are in memory together.
  private static let chunk = 16

  /// - Parameters:
  ///   - questions: In the order of their pictures.
  ///   - stopsAtProblems: Whether an unreadable picture is thrown.
  ///   - answer: Gets the map of each question, not scaled; not those of unreadable pictures.
  /// - Throws: What decoding and computing throw, and what `answer` does.
  func run(
    _ pictures: [PicturePlace], _ questions: [Question], stopsAtProblems: Bool,
    answer: (_ question: Int, SaliencyMap) throws -> Void
  ) throws {
    for start in stride(from: 0, to: pictures.count, by: Self.chunk) {
      let range = start..<min(start + Self.chunk, pictures.count)
      let found = try activations(Array(pictures[range]), stopsAtProblems: stopsAtProblems)
      let asked = questions.indices.filter {
        range.contains(questions[$0].picture) && found[questions[$0].picture - start] != nil
      }
      let maps = try activation.maps(
        of: asked.compactMap { found[questions[$0].picture - start] },
        classes: asked.map { questions[$0].label }, workers: workers)
      for (question, map) in zip(asked, maps) { try answer(question, map) }
    }
  }

  private func activations(
    _ pictures: [PicturePlace], stopsAtProblems: Bool
  ) throws -> [Int: [Float]] {
    let rows = Rows()
    _ = try PicturePass(
      plan: activation.plan, preprocessing: preprocessing, workers: workers, clock: StageClock(),
      reporter: SilentReporter(), task: "maps", cancellation: cancellation
    ).run(pictures.map { PicturePass.Request(place: $0) }, stopsAtProblems: stopsAtProblems) {
      request, outputs in
      let values = ElementType.float32.floats(in: outputs[0])
      rows.values.withLock { $0[request] = values }
    }
    return rows.values.withLock { $0 }
  }

  private final class Rows: Sendable {
    let values = Mutex<[Int: [Float]]>([:])
  }
}
