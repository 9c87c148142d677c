import Tensors
import Workers

@testable import Training

/// Every classifier on frozen features, by a fit with its default settings.
struct ClassifierKind: CustomStringConvertible, Sendable {
  let description: String
  let fit:
    @Sendable (FeatureTable, _ training: [Int], _ classCount: Int, Cancellation?) throws
      -> any FrozenClassifier

  static let all: [ClassifierKind] = [
    ClassifierKind(of: MajorityClass.self), ClassifierKind(of: NearestNeighbours.self),
    ClassifierKind(of: LogisticRegression.self),
    ClassifierKind(description: "LogisticRegression of features that vary") {
      try LogisticRegression.fit(
        $0, training: $1, classCount: $2, settings: .init(selection: .varianceAbove(0)),
        cancellation: $3)
    },
    ClassifierKind(description: "LogisticRegression of informative features") {
      try LogisticRegression.fit(
        $0, training: $1, classCount: $2, settings: .init(selection: .mostInformative(3)),
        cancellation: $3)
    },
    ClassifierKind(description: "NearestNeighbours by features that vary") {
      try NearestNeighbours.fit(
        $0, training: $1, classCount: $2, settings: .init(selection: .varianceAbove(0)),
        cancellation: $3)
    },
    ClassifierKind(description: "NearestNeighbours by informative features") {
      try NearestNeighbours.fit(
        $0, training: $1, classCount: $2, settings: .init(selection: .mostInformative(3)),
        cancellation: $3)
    },
    ClassifierKind(description: "NearestNeighbours by few features") {
      try NearestNeighbours.fit(
        $0, training: $1, classCount: $2, settings: .init(selection: .sparse(inversePenalty: 0.1)),
        cancellation: $3)
    },
    ClassifierKind(description: "LogisticRegression of few features") {
      try LogisticRegression.fit(
        $0, training: $1, classCount: $2, settings: .init(selection: .sparse(inversePenalty: 0.1)),
        cancellation: $3)
    },
  ]

  init<Classifier: FrozenClassifier>(of classifier: Classifier.Type) {
    self.init(description: "\(classifier)") {
      try Classifier.fit($0, training: $1, classCount: $2, cancellation: $3)
    }
  }

  init(
    description: String,
    fit:
      @escaping @Sendable (FeatureTable, [Int], Int, Cancellation?) throws -> any FrozenClassifier
  ) {
    self.description = description
    self.fit = fit
  }
}
