import Graphs

/// How an evaluation was made: its `config.json`.
public struct EvaluationConfiguration: Codable, Sendable {
  public struct Data: Codable, Sendable {
    public let path: String
    /// A file with what its classes are called; `nil` for their own names.
    @ExplicitNull public private(set) var classNames: String?
  }

  public struct Backbone: Codable, Sendable {
    /// Of the model.
    public let name: String
  }

  public struct Recording: Codable, Sendable {
    public let measuresDeployment: Bool
  }

  public let command: String
  /// A folder, or the name of a published classifier, as it was given.
  public let model: String
  public let data: Data
  public let backbone: Backbone
  /// How many pictures at most were judged under changes; `nil` for none.
  @ExplicitNull public private(set) var robustnessCount: Int?
  /// As `--tta` says it; `nil` for each picture as it is.
  @ExplicitNull public private(set) var testTimeViews: String?
  /// What baselines learn from; `nil` for what the model's run trained on, or no baselines.
  @ExplicitNull public private(set) var baselinesPath: String?
  /// `false` where baselines were not wanted.
  public let comparesBaselines: Bool
  /// `nil` for the model's own.
  @ExplicitNull public private(set) var precision: Precision?
  public let skipsUnreadable: Bool
  public let machine: RunConfiguration.Machine
  public let recording: Recording

  init(
    model: String, backbone: String, dataPath: String, classNames: String? = nil,
    measuresDeployment: Bool = false, settings: Evaluate.Settings = Evaluate.Settings(),
    pass: PassConfiguration
  ) {
    command = Evaluate.command
    self.model = model
    data = Data(path: dataPath, classNames: classNames)
    self.backbone = Backbone(name: backbone)
    robustnessCount = settings.robustnessCount
    testTimeViews = settings.testTimeViews?.name
    comparesBaselines = settings.baselines != .nothing
    if case .pictures(let path) = settings.baselines {
      baselinesPath = path
    } else {
      baselinesPath = nil
    }
    precision = pass.precision
    skipsUnreadable = pass.skipsUnreadable
    machine = pass.machine
    recording = Recording(measuresDeployment: measuresDeployment)
  }
}
