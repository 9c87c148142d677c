import ArgumentParser
import Workbench

/// What of the machine may be used.
struct WorkerOptions: ParsableArguments {
  @Option(help: "Worker threads; the number changes no result. (default: all processors)")
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Memory for network, features and training, for example 2GB: fewer threads are used, which changes no result; where one is too many, the run refuses before it starts and names the --micro-batch that fits. (default: what the machine has available)",
      valueName: "size"))
  var memoryLimit: ByteSize?

  @Option(help: "Pictures that pass the network together. (default: what suits it)")
  var microBatch: Int?

  func apply(to machine: inout RunConfiguration.Machine) {
    machine.threads = threads
    machine.memoryLimit = memoryLimit?.byteCount
    machine.microBatch = microBatch
  }
}
