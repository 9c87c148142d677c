import Foundation

/// Graft's side of the comparisons in `Benchmarks`: each command prepares, then waits for lines on standard
/// input, and answers each with the seconds that one round took. The scripts beside it alternate it with
/// the other side.
@main
enum Main {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "prefix": try PrefixBenchmark(arguments.dropFirst()).serve()
    case "convolutions": try ConvolutionBenchmark(arguments.dropFirst()).run()
    case "train-step": try TrainStepBenchmark(arguments.dropFirst()).run()
    case "epoch": try EpochBenchmark(arguments.dropFirst()).serve()
    case "scan": try ScanBenchmark(arguments.dropFirst()).serve()
    case "augment": try AugmentBenchmark(arguments.dropFirst()).serve()
    default:
      FileHandle.standardError.write(
        Data(
          """
          graft-bench prefix ARCHITECTURE f32|bf16 THREADS MICRO-BATCH IMAGES
          graft-bench convolutions ROUNDS
          graft-bench augment FOLDER POLICY|decode
          graft-bench scan FOLDER anew|kept
          graft-bench epoch FOLDER ARCHITECTURE POLICY|tensors
          graft-bench train-step --backbone NAME --batch N --micro-batch M --precision f32|bf16
            --batchnorm frozen|train --freeze POLICY --steps K --threads T

          """.utf8))
      exit(64)
    }
  }
}
