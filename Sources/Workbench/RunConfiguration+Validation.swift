import Backbones
import Graphs
import Kernels

extension RunConfiguration {
  /// Checks what can be checked before anything is read.
  /// - Throws: ``WorkbenchError/invalidSetting(name:allowed:found:)`` and what the parts throw.
  public func validate() throws {
    try validateSettings()
  }

  /// What has to hold of a run, and of a run that is only planned.
  func validateSettings() throws {
    try training.validate()
    try TrainingPhases.verify(
      backbone.freeze, backbone.batchNorm, headEpochs: backbone.headEpochs,
      factor: backbone.learningRateFactor,
      // A sweep is of the last phase, after however many epochs.
      epochs: command == .lrFind ? 100_000 : training.epochs)
    let require = WorkbenchError.require
    try require(
      (0..<1).contains(data.validationFraction), "--val-split", "0 to below 1",
      "\(data.validationFraction)")
    try require(
      (0..<1).contains(data.testFraction), "--test-split", "0 to below 1", "\(data.testFraction)")
    try require(
      data.validationFraction + data.testFraction < 1, "--val-split and --test-split",
      "together below 1", "\(data.validationFraction + data.testFraction)")
    try require(
      (0..<1).contains(backbone.stochasticDepth), "--stochastic-depth", "0 to below 1",
      "\(backbone.stochasticDepth)")
    try require(
      backbone.stochasticDepth == 0 || backbone.freeze != .all, "--stochastic-depth",
      "0 with --freeze all, which leaves the backbone as it is", "\(backbone.stochasticDepth)")
    try head.validate()
    try require(
      !head.hasNorm || training.batchSize >= 2, "--batch-size", "at least 2 with --head-norm",
      "\(training.batchSize)")
    if let views = augmentation.views {
      try require((1...10_000).contains(views), "--views", "1 to 10000, or fresh", "\(views)")
    }
    try require(
      augmentation.policy != "none" || augmentation.views == 1 || training.mixing.isActive,
      "--views",
      "1 with --augment none, since every view is then the same",
      augmentation.views.map(String.init) ?? "fresh")
    try require(
      !training.mixing.isActive || augmentation.views == nil, "--views",
      "fresh with --mixup or --cutmix, which mix pixels anew each time",
      augmentation.views.map(String.init) ?? "fresh")
    try machine.validate()
    try require(
      (1...100_000).contains(recording.keptCheckpoints), "--keep-checkpoints", "1 to 100000",
      "\(recording.keptCheckpoints)")
    try validateSelection()
    if command == .crossval { try validateResampling() }
  }
}

extension RunConfiguration {
  /// What `--select-features` said, whoever looks at them; `nil` where nobody said it.
  var selectedFeatures: SelectedFeatures? {
    resampling.selectedFeatures
      ?? ([head] + (resampling.nested?.heads ?? [])).lazy.compactMap(\.selectedFeatures).first
  }

  private func validateSelection() throws {
    let heads = [head] + (resampling.nested?.heads ?? [])
    let isUsed =
      (resampling.selectedFeatures == nil || resampling.comparesBaselines == true)
      && heads.allSatisfy { $0.selectedFeatures == nil || $0.classifier != nil }
    try WorkbenchError.require(
      isUsed, "--select-features",
      "nothing without --baselines, or nearest or logistic among --heads, for which features are selected",
      selectedFeatures.map { "\($0)" } ?? "")
  }
}

extension RunConfiguration.Machine {
  /// - Throws: ``WorkbenchError/invalidSetting(name:allowed:found:)``.
  func validate() throws {
    let require = WorkbenchError.require
    try require((1...1024).contains(threads ?? 1), "--threads", "1 to 1024", "\(threads ?? 1)")
    try require(
      (1...4096).contains(microBatch ?? 1), "--micro-batch", "1 to 4096", "\(microBatch ?? 1)")
    try require(
      (cacheLimit ?? 0) >= 0, "--cache-limit", "0 or more bytes", "\(cacheLimit ?? 0)")
  }
}

extension RunConfiguration.HeadSettings {
  /// - Throws: ``WorkbenchError/invalidSetting(name:allowed:found:)``.
  func validate() throws {
    let require = WorkbenchError.require
    try require((0..<1).contains(dropout), "--dropout", "0 to below 1", "\(dropout)")
    try require(
      hidden.allSatisfy { (1...65_536).contains($0) }, "--hidden", "sizes from 1 to 65536",
      "\(hidden.map(String.init).joined(separator: ","))")
  }
}

extension WorkbenchError {
  /// - Throws: ``invalidSetting(name:allowed:found:)`` unless `condition` holds.
  static func require(
    _ condition: Bool, _ name: String, _ allowed: String, _ found: String
  ) throws {
    guard condition else { throw invalidSetting(name: name, allowed: allowed, found: found) }
  }
}
