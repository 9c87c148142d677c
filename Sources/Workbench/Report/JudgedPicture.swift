/// A picture as a report speaks of it: what it is, and what the model took it for on average.
struct JudgedPicture {
  /// One verdict; with repeated folds there are several.
  struct Judgment {
    let predicted: Int
    /// The predicted class's probability.
    let confidence: Double
  }

  let path: String
  /// The class that it is of.
  let truth: Int
  let judgments: [Judgment]
  /// The class of the greatest mean probability.
  let predicted: Int
  /// That probability.
  let confidence: Double
  /// By how much it is above the second.
  let margin: Double

  var isRight: Bool { predicted == truth }
}
