import Evaluation

/// Judged pictures whose label is probably wrong, by what was said of them without having seen them.
struct LabelSuspects: Encodable {
  struct Suspect: Encodable {
    let path: String
    let truth: Int
    /// The class that is probably right.
    let suggestion: Int
    /// What the label's probability lacks to the suggested one's.
    let margin: Double
  }

  let suspects: [Suspect]
  /// The estimated share of wrong labels among the judged pictures.
  let noise: Double
  /// How many there are in all.
  let count: Int

  static let mostSuspects = 24

  /// - Throws: `EvaluationError`.
  init(of judged: JudgedPictures) throws {
    let classCount = judged.predictions.classCount
    let learning = ConfidentLearning(
      try Predictions(
        probabilities: judged.probabilities.flatMap { $0 },
        labels: judged.pictures.map(\.truth), classCount: classCount))
    noise = learning.noise
    count = learning.suspects.count
    suspects = learning.suspects.prefix(Self.mostSuspects).map { suspect in
      let picture = judged.pictures[suspect.item]
      return Suspect(
        path: picture.path, truth: picture.truth, suggestion: suspect.suggestion,
        margin: suspect.margin)
    }
  }
}
