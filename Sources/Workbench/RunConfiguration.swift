import Backbones
import Datasets
import Graphs
import Images
import Training

/// Everything that defines a run: command, page and notebook only build one of these.
public struct RunConfiguration: Codable, Sendable {
  public enum Command: String, Codable, Sendable {
    case train
    case crossval
    case lrFind = "lr-find"
  }

  /// Where the pictures are and how they are divided.
  public struct Data: Codable, Sendable {
    /// What becomes of a picture that cannot be decoded.
    public enum BadImagePolicy: String, Codable, Sendable, CaseIterable {
      /// The run stops and names it.
      case error
      /// It is left out and named.
      case skip
      /// It is left out, named, and moved to the folder `quarantine` of the run.
      case quarantine
    }

    /// A folder, a CSV file or a tar archive.
    public var path: String
    /// Share of the training pictures that training is watched on, where the folder has no `val`.
    public var validationFraction: Double = 0.2
    /// Share that is only looked at in the end; 0 for none.
    public var testFraction: Double = 0
    public var classOrder: ClassOrder = .sorted
    public var grouping: Grouping = .automatic
    public var onBadImage: BadImagePolicy = .error
    /// A file with what the classes are called; `nil` for their own names.
    public var classNames: String?

    public init(path: String) {
      self.path = path
    }

    func scanOptions(minimumClassCount: Int = 2) -> ScanOptions {
      ScanOptions(
        classOrder: classOrder, grouping: grouping, minimumClassCount: minimumClassCount,
        classNames: classNames)
    }
  }

  /// The pretrained network, and what of it trains.
  public struct BackboneSettings: Codable, Sendable {
    /// A card's or an architecture's name.
    public var name: String = Self.defaultName
    /// A card's name, a file, or `none` for random weights; `nil` for the card's own.
    public var weights: String?
    public var freeze: FreezingPolicy = .all
    /// What becomes of running statistics.
    public var batchNorm: BatchNormMode = .frozen
    /// How many of the epochs train the head alone, before the freezing policy applies.
    public var headEpochs: Int = 0
    /// Probability that the last residual branch is dropped for an image in training; 0 for none.
    public var stochasticDepth: Double = 0
    /// By which the learning rate of what trains of the backbone is multiplied.
    public var learningRateFactor: Double = TrainingPhases.defaultBackboneLearningRateFactor
    public var precision: Precision = .float32
    /// Pixels a side; `nil` for what the card says.
    public var imageSize: Int?
    public var cropFraction: Double?
    public var interpolation: Interpolation?
    public var decode: Preprocessing.Decode?

    public static let defaultName = "efficientnet_lite0"

    public init() {}
  }

  /// What is grafted onto it.
  public struct HeadSettings: Codable, Sendable {
    /// `nil` for what suits the weights.
    public var kind: Head.Kind?
    public var hidden: [Int] = []
    public var dropout: Double = 0.2
    public var hasNorm: Bool = false
    /// Instead of layers; `nil` for layers.
    public var classifier: Classifier?
    /// What a classifier looks at, chosen in each fit on what it learns from; `nil` for all features.
    public var selectedFeatures: SelectedFeatures?

    public init() {}

    /// As a list of heads calls it: `256x128@0.5`.
    public var name: String { name(besideDropout: Self().dropout) }

    /// - Parameter shared: The dropout of a head in the list that names none.
    func name(besideDropout shared: Double) -> String {
      if let classifier { return classifier.rawValue }
      let layers =
        hidden.isEmpty ? "linear" : hidden.map(String.init).joined(separator: "x")
      return dropout == shared ? layers : "\(layers)@\(dropout)"
    }
  }

  /// Learns on frozen features without layers or epochs.
  public enum Classifier: String, Codable, Sendable, CaseIterable {
    /// The votes of the 20 nearest training pictures.
    case nearestNeighbours = "nearest"
    /// Linear, fitted to its optimum.
    case logisticRegression = "logistic"
  }

  public struct Augmentation: Codable, Sendable {
    /// A policy's name or file.
    public var policy: String = Self.defaultPolicy
    /// How many views of each picture training sees in turn, the first being the picture as it is; `nil` for a
    /// fresh one each epoch.
    public var views: Int? = 1
    /// Apart from the training seed, and shared by folds.
    public var seed: UInt64 = 0

    public static let defaultPolicy = "standard"

    public init() {}

    /// The view that an epoch trains on.
    /// - Parameter epoch: Counts from 1.
    func view(inEpoch epoch: Int) -> UInt64 {
      UInt64(views.map { (epoch - 1) % $0 } ?? epoch - 1)
    }

    /// How many views there are besides the pictures as they are.
    func drawnViewCount(of policy: AugmentationPolicy, epochs: Int) -> Int {
      policy.operations.isEmpty ? 0 : (views ?? epochs) - 1
    }
  }

  public struct Machine: Codable, Sendable {
    /// `nil` for all processors.
    public var threads: Int?
    /// Bytes; `nil` for no limit of our own.
    public var memoryLimit: Int?
    /// Pictures that pass the network together; `nil` for what suits it.
    public var microBatch: Int?
    /// Bytes that the feature cache may take; 0 turns it off, `nil` for the default.
    public var cacheLimit: Int?

    public init() {}
  }

  /// What a training leaves behind besides its model.
  public struct Recording: Codable, Sendable {
    /// Of the newest checkpoints, the last among them; the best is kept besides.
    public var keptCheckpoints: Int = 1
    /// Whether the event file has histograms of the trained parameters.
    public var histograms: Bool = false
    /// Whether latency, throughput and memory of the model are measured; `nil` for no.
    public var measuresDeployment: Bool?

    public init() {}
  }

  /// What is fitted to held-out folds, for a model to decide by.
  public struct Decision: Codable, Sendable, Equatable {
    public enum Calibration: String, Codable, Sendable, CaseIterable {
      case temperature
      case vector
    }

    public struct Costs: Codable, Sendable, Equatable {
      public var falseAlarm: Double
      public var miss: Double

      public init(falseAlarm: Double, miss: Double) {
        self.falseAlarm = falseAlarm
        self.miss = miss
      }
    }

    public var calibration: Calibration?
    /// How right the model shall be where it answers; `nil` to answer always.
    public var answerAccuracy: Double?
    /// A class that gets a threshold of its own, for a precision or for costs.
    public var positive: String?
    public var targetPrecision: Double?
    public var costs: Costs?

    public init() {}
  }

  /// What inner folds choose from, fold by fold.
  public struct Nested: Codable, Sendable {
    public var innerFolds: Int = 5
    /// None for the run's own head.
    public var heads: [HeadSettings] = []
    /// None for the optimizer's own.
    public var learningRates: [Double] = []

    public init() {}
  }

  public struct Resampling: Codable, Sendable {
    public var folds: Int = 5
    public var repeats: Int = 1
    /// Whether a final model is trained on everything afterwards.
    public var refits: Bool = false
    /// Whether simple classifiers on the features of the backbone before training are judged on the same pictures;
    /// `nil` for where they are fitted in seconds.
    public var comparesBaselines: Bool?
    /// What the logistic regression among them looks at; `nil` for all features.
    public var selectedFeatures: SelectedFeatures?
    /// Whether folds are fitted on growing parts of what they train on too; `nil` for no.
    public var drawsLearningCurve: Bool?
    /// Share that each repeat is judged on, instead of folds; `nil` for folds.
    public var holdoutFraction: Double?
    /// Whether each fold is one group, instead of drawn; `nil` for no.
    public var leavesOneGroupOut: Bool?
    /// A CSV file with the folds; `nil` to draw them.
    public var foldsFile: String?
    /// `nil` where nothing is searched.
    public var nested: Nested?
    /// `nil` where the most probable class is the answer.
    public var decision: Decision?

    public init() {}
  }

  public var command: Command
  public var data: Data
  public var backbone = BackboneSettings()
  public var head = HeadSettings()
  public var augmentation = Augmentation()
  public var training = TrainingConfiguration()
  public var machine = Machine()
  public var recording = Recording()
  public var resampling = Resampling()
  /// Of a run that looks for the learning rate; `nil` for others.
  public var sweep: RateSweep?

  public init(command: Command, dataPath: String) {
    self.command = command
    data = Data(path: dataPath)
  }
}

extension RunConfiguration.BackboneSettings {
  /// What older files do not have yet keeps its default.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    name = try container.decode(String.self, forKey: .name)
    weights = try container.decodeIfPresent(String.self, forKey: .weights)
    freeze = try container.decode(FreezingPolicy.self, forKey: .freeze)
    batchNorm = try container.decode(BatchNormMode.self, forKey: .batchNorm)
    headEpochs = try container.decodeIfPresent(Int.self, forKey: .headEpochs) ?? headEpochs
    learningRateFactor =
      try container.decodeIfPresent(Double.self, forKey: .learningRateFactor) ?? learningRateFactor
    stochasticDepth =
      try container.decodeIfPresent(Double.self, forKey: .stochasticDepth) ?? stochasticDepth
    precision = try container.decode(Precision.self, forKey: .precision)
    imageSize = try container.decodeIfPresent(Int.self, forKey: .imageSize)
    cropFraction = try container.decodeIfPresent(Double.self, forKey: .cropFraction)
    interpolation = try container.decodeIfPresent(Interpolation.self, forKey: .interpolation)
    decode = try container.decodeIfPresent(Preprocessing.Decode.self, forKey: .decode)
  }
}

extension RunConfiguration {
  /// What trains when.
  /// - Throws: `BackboneError.freezing`.
  public func phases(of graph: Graph) throws(BackboneError) -> TrainingPhases {
    try TrainingPhases(
      freezing: backbone.freeze, batchNorm: backbone.batchNorm, headEpochs: backbone.headEpochs,
      backboneLearningRateFactor: backbone.learningRateFactor, epochs: training.epochs, of: graph)
  }
}
