/// What using a model takes on the machine where it was measured: what `deployment.json` holds.
///
/// Times are of one machine at one moment and never twice the same; ``cost`` is the model's own.
public struct Deployment: Codable, Sendable {
  /// How long one picture takes, in seconds, from its numbers to what comes out; on one thread.
  public struct Latency: Codable, Sendable {
    public let repetitions: Int
    /// Half of the repetitions were not slower.
    public let median: Double
    public let percentile90: Double
    /// Of fewer than 100 repetitions the slowest.
    public let percentile99: Double
  }

  /// How many pictures a second, where each thread has a batch of its own.
  public struct Throughput: Codable, Sendable {
    /// Pictures that pass the network together.
    public let batch: Int
    public let threads: Int
    public let imagesPerSecond: Double
    /// How many pictures that was measured on.
    public let images: Int
    public let memory: Memory
  }

  /// What the compiled network keeps in memory, in bytes; the pictures' files and the program come on top.
  public struct Memory: Codable, Sendable {
    /// Packed for the kernels, shared by the threads.
    public let weightBytes: Int
    /// Buffers of all threads together.
    public let activationBytes: Int

    var byteCount: Int { weightBytes + activationBytes }
  }

  /// A baseline on the features of the same backbone, instead of the head.
  public struct Alternative: Codable, Sendable {
    public let name: Baseline.Name
    /// Pictures that it would learn from; nearest neighbours keep the features of all.
    public let trainingImages: Int
    /// From the picture's numbers to probabilities: the backbone's time and its own.
    public let latency: Latency
    /// Of one picture on one thread, with the backbone.
    public let memory: Memory
    /// By batch, those left out that do not fit the memory.
    public let throughput: [Throughput]
    /// Of the model's files without the head, and of its numbers in single precision; `nil` for a model without a folder.
    @ExplicitNull public private(set) var diskBytes: Int?

    init(
      name: Baseline.Name, trainingImages: Int, latency: Latency, memory: Memory,
      throughput: [Throughput], diskBytes: Int?
    ) {
      self.name = name
      self.trainingImages = trainingImages
      self.latency = latency
      self.memory = memory
      self.throughput = throughput
      self.diskBytes = diskBytes
    }
  }

  public let cost: ModelCost
  /// To probabilities.
  public let latency: Latency
  /// To the features that the head reads; `nil` for a model without a head of its own.
  @ExplicitNull public private(set) var backboneLatency: Latency?
  /// Of one picture on one thread.
  public let memory: Memory
  /// By batch, those left out that do not fit the memory.
  public let throughput: [Throughput]
  /// Logistic regression and nearest neighbours, those left out that do not fit the memory; `nil` where nobody knows how
  /// many pictures they would learn from, and for a model without a head of its own.
  @ExplicitNull public private(set) var baselines: [Alternative]?

  static let name = "deployment.json"

  init(
    cost: ModelCost, latency: Latency, backboneLatency: Latency?, memory: Memory,
    throughput: [Throughput], baselines: [Alternative]?
  ) {
    self.cost = cost
    self.latency = latency
    self.backboneLatency = backboneLatency
    self.memory = memory
    self.throughput = throughput
    self.baselines = baselines
  }
}
