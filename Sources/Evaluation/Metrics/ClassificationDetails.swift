/// The metrics beyond those of a ``ClassificationReport``, ready to be written as JSON.
public struct ClassificationDetails: Codable, Sendable, Equatable {
  /// How well one class is told from the rest.
  public struct ClassRow: Codable, Sendable, Equatable {
    public let label: String
    /// The class's share of the items: the average precision that chance gives.
    public let prevalence: Double
    public let areaUnderROC: MetricValue
    public let averagePrecision: MetricValue
  }

  public let microPrecision, microRecall, microF1: MetricValue
  public let weightedPrecision, weightedRecall, weightedF1: WeightedAverage
  public let matthewsCorrelation, cohenKappa: MetricValue
  public let macroAreaUnderROC, weightedAreaUnderROC: MeanOverDefined
  public let meanAveragePrecision: MeanOverDefined
  /// Summed over the classes, in `[0, 2]`.
  public let brierScore: Double
  /// With the bins of ``reliability``.
  public let expectedCalibrationError: Double
  public let reliability: ReliabilityDiagram
  /// In the order of the classes.
  public let perClass: [ClassRow]

  /// - Parameters:
  ///   - classes: The names, one for each class; another number of them traps.
  ///   - binCount: Of ``reliability``, 1 or more; less traps.
  public init(
    of predictions: Predictions, classes: [String],
    binCount: Int = ReliabilityDiagram.defaultBinCount
  ) {
    precondition(classes.count == predictions.classCount, "a name for every class, and no other")
    let confusion = predictions.confusion
    // `Predictions` holds at least one item, which is what each of these asks for.
    guard let weightedPrecision = confusion.weightedPrecision,
      let weightedRecall = confusion.weightedRecall, let weightedF1 = confusion.weightedF1
    else { preconditionFailure("predictions without items") }
    microPrecision = confusion.microPrecision
    microRecall = confusion.microRecall
    microF1 = confusion.microF1
    self.weightedPrecision = weightedPrecision
    self.weightedRecall = weightedRecall
    self.weightedF1 = weightedF1
    matthewsCorrelation = confusion.matthewsCorrelation
    cohenKappa = confusion.cohenKappa
    let areas = predictions.areaUnderROC
    let precisions = predictions.averagePrecision
    let support = confusion.support
    macroAreaUnderROC = MeanOverDefined(of: areas)
    weightedAreaUnderROC = MeanOverDefined(of: areas, weights: support)
    meanAveragePrecision = MeanOverDefined(of: precisions)
    brierScore = predictions.brierScore
    reliability = ReliabilityDiagram(of: predictions, binCount: binCount)
    expectedCalibrationError = reliability.expectedCalibrationError
    perClass = classes.indices.map { index in
      ClassRow(
        label: classes[index],
        prevalence: Double(support[index]) / Double(predictions.itemCount),
        areaUnderROC: areas[index], averagePrecision: precisions[index])
    }
  }
}
