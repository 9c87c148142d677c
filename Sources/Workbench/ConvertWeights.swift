import Backbones
import Files
import Graphs
import Tensors
import WeightFiles
import Workers

/// Rewrites a file of weights in another format, as it is or under the names of a network.
public struct ConvertWeights {
  /// What `graft backbones convert --json` prints.
  public struct Result: Codable, Sendable {
    public let command: String
    public let input: String
    public let inputFormat: String
    public let output: String
    public let outputFormat: String
    /// `nil` if the names were left as they are.
    public let architecture: String?
    public let tensors: Int
    public let byteCount: Int
    /// The keys under which the tensors lay.
    public let wrappers: [String]
    /// Entries of the file that are no tensors.
    public let ignored: [String]
    /// Tensors that the network has no use for: counters of steps, auxiliary classifiers.
    public let passedOver: Int
    /// What the file said about itself and the new format has no place for.
    public let droppedMetadata: [String]
  }

  private let input: String
  private let output: String
  private let architecture: String?
  private let classes: Int
  private let cancellation: Cancellation?

  /// - Parameters:
  ///   - output: Ends in `.safetensors`, `.pth` or `.pt`.
  ///   - architecture: The network under whose names the tensors are put, each checked; `nil` to
  ///     leave them as they are.
  ///   - classes: Outputs of the network's classifier; 0 for a file without one.
  public init(
    input: String, output: String, architecture: String? = nil, classes: Int = 1000,
    cancellation: Cancellation? = nil
  ) {
    self.input = input
    self.output = output
    self.architecture = architecture
    self.classes = classes
    self.cancellation = cancellation
  }

  /// - Throws: Anything ``Failure/init(_:)`` classifies.
  public func run() throws -> Result {
    let format = try outputFormat()
    try WorkbenchError.require(
      (0...1_000_000).contains(classes), "--classes", "0 to 1000000", "\(classes)")
    let graph = try architecture.map(network)
    let contents = try WeightFile.read(path: input)
    var tensors = contents.tensors
    if let graph {
      tensors = try BackboneWeights.fitted(
        tensors, keys: .detected(in: tensors.keys),
        architecture: architecture.flatMap(Architecture.init(rawValue:)), to: graph, path: input)
    }
    if cancellation?.isCancelled == true { throw CancellationError() }
    let keepsMetadata = format == .safetensors
    try WeightFile.write(
      tensors, to: output, format: format, metadata: keepsMetadata ? contents.metadata : [:])
    return Result(
      command: "backbones convert", input: input, inputFormat: "\(contents.format)",
      output: output, outputFormat: "\(format)", architecture: architecture,
      tensors: tensors.count, byteCount: try InputFile(path: output).byteCount,
      wrappers: contents.wrappers, ignored: contents.ignored,
      passedOver: contents.tensors.count - tensors.count,
      droppedMetadata: keepsMetadata ? [] : contents.metadata.keys.sorted())
  }

  private func network(_ name: String) throws -> Graph {
    let architecture = try Architecture(named: name)
    return classes == 0
      ? try Backbone(architecture).features(kind: .pool) : try architecture.graph(classes: classes)
  }

  private func outputFormat() throws -> WeightFile.OutputFormat {
    if output.hasSuffix(".safetensors") { return .safetensors }
    try WorkbenchError.require(
      output.hasSuffix(".pth") || output.hasSuffix(".pt"), "OUTPUT",
      "a name that ends in .safetensors, .pth or .pt", output)
    return .pyTorch
  }
}
