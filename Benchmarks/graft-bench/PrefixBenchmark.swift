import Backbones
import Foundation
import Graphs
import Kernels
import Tensors
import Workbench
import Workers

/// Throughput of a frozen backbone up to its pooled features, on random weights and pictures.
struct PrefixBenchmark {
  private let plan: InferencePlan
  private let workers: Workers
  private let imageCount: Int
  private let picture: [Float]

  init(_ arguments: ArraySlice<String>) throws {
    let arguments = Array(arguments)
    guard arguments.count == 5, let precision = Precision(rawValue: arguments[1]),
      let threads = Int(arguments[2]), let images = Int(arguments[4])
    else { throw BenchmarkError.usage }
    let backbone = try Backbone(Architecture(named: arguments[0]))
    let graph = try backbone.features(kind: .pool)
    let microBatch =
      Int(arguments[3]) ?? Workbench.MicroBatch.recommended(for: graph, precision: precision)
    plan = try InferencePlan(
      graph: graph, parameters: graph.initialParameters(ofNodes: graph.nodes.indices, seed: 1),
      microBatch: microBatch, precision: precision, kernels: OneDNN())
    workers = Workers(count: threads)
    imageCount = images
    var stream = RandomStream(seed: 1, purpose: .test)
    picture = (0..<plan.inputShape.elementCount).map { _ in stream.nextNormal() }
  }

  func serve() throws {
    let executors = try ExecutorPool(plan: plan, count: workers.count)
    try Rounds.serve("micro-batch \(plan.microBatch) arena \(plan.arenaByteCount)") {
      try workers.forEach(imageCount / plan.microBatch) { worker, _ in
        let executor = try executors[worker]
        _ = executor.input.update(fromContentsOf: picture)
        try executor.run()
      }
    }
  }
}

enum BenchmarkError: Error {
  case usage
}
