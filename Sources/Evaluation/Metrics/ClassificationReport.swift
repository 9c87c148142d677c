/// Every metric of one evaluation, ready to be written as JSON.
public struct ClassificationReport: Codable, Sendable, Equatable {
  public let itemCount: Int
  /// In `[0, 1]`.
  public let accuracy: Double
  /// 95 % Wilson interval of ``accuracy``. It holds for items that are independent of each other
  /// and of training and choosing; it says nothing about how training itself would vary.
  public let accuracyInterval: Interval
  /// In `[0, 1]`; `nil` with five classes or fewer.
  public let top5Accuracy: Double?
  public let balancedAccuracy: Double
  public let macroPrecision: MacroAverage
  public let macroRecall: MacroAverage
  public let macroF1: MacroAverage
  /// Nats an item.
  public let logLoss: Double
  /// In the order of the classes.
  public let perClass: [ClassScores]
  public let confusion: ConfusionMatrix

  /// - Parameter classes: The names, one for each class; another number of them traps.
  public init(of predictions: Predictions, classes: [String]) {
    precondition(classes.count == predictions.classCount, "a name for every class, and no other")
    let confusion = predictions.confusion
    let correct = confusion.correctCounts.reduce(0, +)
    // `Predictions` holds at least one item, which is what each of these asks for.
    guard let accuracy = confusion.accuracy,
      let interval = Interval.wilson(successes: correct, trials: predictions.itemCount),
      let balancedAccuracy = confusion.balancedAccuracy,
      let macroPrecision = confusion.macroPrecision,
      let macroRecall = confusion.macroRecall,
      let macroF1 = confusion.macroF1
    else { preconditionFailure("predictions without items") }
    itemCount = predictions.itemCount
    self.accuracy = accuracy
    accuracyInterval = interval
    top5Accuracy = predictions.topAccuracy(5)
    self.balancedAccuracy = balancedAccuracy
    self.macroPrecision = macroPrecision
    self.macroRecall = macroRecall
    self.macroF1 = macroF1
    logLoss = predictions.logLoss
    let (precision, recall, f1) = (confusion.precision, confusion.recall, confusion.f1)
    let support = confusion.support
    perClass = classes.indices.map { index in
      ClassScores(
        label: classes[index], precision: precision[index], recall: recall[index], f1: f1[index],
        support: support[index])
    }
    self.confusion = confusion
  }
}
