import Graphs

extension RunConfiguration {
  /// What has to hold of a cross-validation.
  /// - Throws: ``WorkbenchError/invalidSetting(name:allowed:found:)``.
  func validateResampling() throws {
    try validateDivision()
    try validateSearch()
    try validateDecision()
    let require = WorkbenchError.require
    let keepsFeatures =
      "--freeze all with --batchnorm frozen, since they need features that never change"
    try require(
      recording.measuresDeployment != true || resampling.refits, "--deployment",
      "--refit, since there is no model to measure without it", "none")
    if let classifier = ([head] + (resampling.nested?.heads ?? [])).lazy.compactMap(\.classifier)
      .first
    {
      try require(
        trainsHeadAlone, "--heads \(classifier.rawValue)", keepsFeatures, "\(backbone.freeze)")
      try require(
        !resampling.refits, "--refit",
        "heads of layers with it, since nearest and logistic make no network", classifier.rawValue)
    }
    try require(
      !resampling.refits || training.schedule.name != .plateau, "--schedule",
      "another one than plateau with --refit, which has nothing to watch", "plateau")
    try require(
      training.monitor == .accuracy || training.flagThatNeedsValidation != nil, "--monitor",
      "accuracy without --early-stopping or --schedule plateau, since nothing is chosen by it then",
      training.monitor.rawValue)
  }

  private func validateDivision() throws {
    let require = WorkbenchError.require
    try require(
      (2...1000).contains(resampling.folds), "--folds", "2 to 1000", "\(resampling.folds)")
    try require(
      (1...1000).contains(resampling.repeats), "--repeats", "1 to 1000", "\(resampling.repeats)")
    let ways = [
      resampling.holdoutFraction.map { _ in "--holdout" },
      resampling.leavesOneGroupOut == true ? "--leave-one-group-out" : nil,
      resampling.foldsFile.map { _ in "--folds FILE" },
    ].compactMap(\.self)
    try require(
      ways.count <= 1, ways.first ?? "", "one way to divide the pictures",
      ways.joined(separator: " and "))
    if let fraction = resampling.holdoutFraction {
      try require(fraction > 0 && fraction < 1, "--holdout", "above 0 and below 1", "\(fraction)")
    }
    if resampling.leavesOneGroupOut == true {
      try require(
        data.grouping != .none, "--leave-one-group-out", "groups, so no --no-grouping with it",
        "--no-grouping")
    }
    if let way = ways.first, way != "--holdout" {
      try require(
        resampling.repeats == 1, "--repeats", "1 with \(way), which draws nothing",
        "\(resampling.repeats)")
    }
  }

  private func validateSearch() throws {
    guard let nested = resampling.nested else { return }
    let require = WorkbenchError.require
    try require(
      (2...100).contains(nested.innerFolds), "--inner-folds", "2 to 100", "\(nested.innerFolds)")
    try require(
      training.flagThatNeedsValidation == nil, training.flagThatNeedsValidation ?? "",
      "neither early stopping nor a plateau with --nested, whose inner folds choose the epoch",
      "both")
    try require(
      resampling.drawsLearningCurve != true, "--learning-curve",
      "no --nested with it: a learning curve is one recipe's on growing parts of the pictures, and a search may choose "
        + "another in each of them; search first, then give what it chose to a crossval --learning-curve",
      "both")
    for head in nested.heads { try head.validate() }
    let names = nested.heads.map(\.name)
    try require(
      Set(names).count == names.count, "--heads", "each head once", names.joined(separator: ","))
    let rates = nested.learningRates
    try require(
      Set(rates).count == rates.count, "--lrs", "each rate once",
      rates.map { "\($0)" }.joined(separator: ","))
    for rate in rates {
      try require(rate > 0 && rate.isFinite, "--lrs", "rates above 0", "\(rate)")
    }
  }

  private func validateDecision() throws {
    guard let decision = resampling.decision else { return }
    let require = WorkbenchError.require
    try require(
      resampling.holdoutFraction == nil || resampling.repeats > 1, "--repeats",
      "2 or more with --holdout where something is fitted to held-out folds, to judge it on others",
      "1")
    if let accuracy = decision.answerAccuracy {
      try require(
        accuracy > 0 && accuracy <= 1, "--answer-accuracy", "above 0, at most 1", "\(accuracy)")
    }
    if let precision = decision.targetPrecision {
      try require(
        precision > 0 && precision <= 1, "--target-precision", "above 0, at most 1", "\(precision)")
    }
    if let costs = decision.costs {
      let both = [costs.falseAlarm, costs.miss]
      try require(
        both.allSatisfy { $0 >= 0 && $0.isFinite } && both.reduce(0, +) > 0, "--costs",
        "two costs of 0 or more, not both 0", both.map { "\($0)" }.joined(separator: ","))
    }
    let wanted = [decision.targetPrecision != nil, decision.costs != nil].count { $0 }
    try require(
      wanted == (decision.positive == nil ? 0 : 1), "--positive",
      "a class, with either --target-precision or --costs", decision.positive ?? "no class")
  }
}
