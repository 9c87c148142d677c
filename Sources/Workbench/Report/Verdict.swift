import Evaluation

/// What a run showed, in two sentences: the figure, and what it is worth.
struct Verdict {
  /// Plain text.
  let sentence: String
  /// What it must not be taken for.
  let caveat: String
  /// Whether the figure is no honest estimate.
  let isWarning: Bool

  private init(_ sentence: String, _ caveat: String, isWarning: Bool = false) {
    self.sentence = sentence
    self.caveat = caveat
    self.isWarning = isWarning
  }

  init(_ result: CrossValidate.Result) {
    let folds = result.folds.count
    let sentence =
      "\(Figure.percent(result.mean.accuracy)) of pictures that the training had not seen were recognized"
    let training = result.folds.map(\.trainingItems)
    let size =
      "\(Figure.grouped(training.reduce(0, +) / max(training.count, 1))) training pictures"
    let caveat =
      (result.folds.contains { $0.group != nil }
        ? "Each fold is a group that its training had not seen: it is what to expect of another one. "
        : "")
      + (result.nested == nil
        ? "" : "Head, learning rate and epoch were chosen without the pictures that judge them. ")
      + "That is for the recipe at this training size (\(size)), not for the final model."
    switch result.interval.accuracy {
    case let bounds? where bounds.count == 2:
      self.init(
        "\(sentence) (\(Self.words(bounds[0], bounds[1])), mean of \(folds) folds).", caveat)
    default:
      let reason =
        switch result.interval.missing {
        case .scoresAreEqual: "all folds gave the same"
        case .fewerThanTwoScores, nil: "one fold has no spread"
        }
      let judged = folds == 1 ? "one fold" : "mean of \(folds) folds"
      self.init("\(sentence) (\(judged); no interval: \(reason)).", caveat)
    }
  }

  init(_ result: Train.Result) {
    guard let metrics = result.metrics else {
      self.init(
        "Nothing is known of how good this model is.",
        "It was trained without a validation or test part: judge it with graft evaluate, or its recipe with "
          + "graft crossval.", isWarning: true)
      return
    }
    let share = Figure.percent(metrics.accuracy)
    guard let interval = result.interval else {
      self.init(
        "\(share) of the validation part's pictures were recognized.",
        "This part was used for selection: the epoch was chosen on it, so the figure is no honest estimate. Give a "
          + "test part (--test-split), or use graft crossval.", isWarning: true)
      return
    }
    self.init(
      "\(share) of the test part's pictures were recognized (\(Self.words(interval.low, interval.high))).",
      "The test part chose nothing and was looked at once. The interval is this model's; another training would "
        + "give another model.")
  }

  init(_ result: Evaluate.Result) {
    let pictures = result.part == .test ? "the pictures under test/" : "the pictures"
    self.init(
      "\(Figure.percent(result.metrics.accuracy)) of \(pictures) were recognized "
        + "(\(Self.words(result.interval.low, result.interval.high))).",
      "The interval holds if these pictures had no part in training or choosing the model, which nobody but you "
        + "can know.")
  }

  private static func words(_ low: Double, _ high: Double) -> String {
    "95 % interval \(Figure.interval(low, high))"
  }

  var markup: String {
    """
    <div class="verdict\(isWarning ? " warning" : "")"><p class="lead">\(Markup.escaped(sentence))</p>
    <p>\(Markup.escaped(caveat))</p></div>
    """
  }
}
